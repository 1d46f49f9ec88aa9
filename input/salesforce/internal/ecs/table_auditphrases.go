package ecs

var compiledAuditPhrases = compilePhrases(auditPhrases)

// auditPhrases are the forms of texts. One that has more comes before one that has
// less.
var auditPhrases = []auditPhrase{
	// What a user is and has.
	{"Changed profile for user {user} from {change}", changesOther},
	{"Changed profile for user {user} to {value}", changesOther},
	{"Changed role for user {user} from {change}", changesRole},
	{"Changed role for user {user} to {value}", changesRole},
	{"Changed email for user {user} from {change}", changesEmail},
	{"Changed email for user {user} to {value}", changesEmail},
	{"Changed email address for user {user} from {change}", changesEmail},
	{"Changed email address for user {user} to {value}", changesEmail},
	{"Changed username for user {user} from {change}", changesUsername},
	{"Changed username for user {user} to {value}", changesUsername},
	{"Changed username for {user} from {change}", changesUsername},
	{"Changed username for {user} to {value}", changesUsername},
	{"Changed name for user {user} from {change}", changesFullName},
	{"Changed name for user {user} to {value}", changesFullName},
	{"Changed {what} for user {person} from {change}", changesOther},
	{"Changed {what} for user {person} to {quoted}", changesOther},
	{"The {what} for user {user} changed from {change}", changesOther},
	{"The {what} for user {user} changed to {value}", changesOther},
	{"For user {user}, changed email from {change}", changesEmail},
	{"For user {user}, changed the email from {change}", changesEmail},
	{"For user {user}, changed username from {change}", changesUsername},
	{"For user {user}, changed the username from {change}", changesUsername},
	{"For user {user}, changed role from {change}", changesRole},
	{"For user {user}, changed {what} from {change}", changesOther},
	{"For user {user}, changed {what} to {quoted}", changesOther},
	{"For user {mail}, {*}", changesOther},
	{"For user {user}, {verb}", changesOther},
	{"For user {user}: {*}", changesOther},
	{"For user {user}", changesOther},

	// Whether there is one.
	{"Created new user {user}", changesOther},
	{"Created new Customer User {user}", changesOther},
	{"Created new Partner User {user}", changesOther},
	{"Created new Customer Portal User {user}", changesOther},
	{"Created new Partner Portal User {user}", changesOther},
	{"Created new Customer Community User {user}", changesOther},
	{"Created new Partner Community User {user}", changesOther},
	{"Activated user {user}", changesOther},
	{"Reactivated user {user}", changesOther},
	{"Deactivated user {user}", changesOther},
	{"Unlocked user {user}", changesOther},
	{"Froze user account for {user}", changesOther},
	{"Unfroze user account for {user}", changesOther},
	{"{what} user account for {user}", changesOther},
	{"Froze user {user}", changesOther},
	{"Unfroze user {user}", changesOther},

	// What a user may do.
	{"Permission set {*} assigned to user {user}: {what} changed from {change}", changesOther},
	{"Permission set {*} assigned to user {user}: {what} set to {value}", changesOther},
	{"Permission set {*} assigned to user {user}", changesOther},
	{"Permission set {*} unassigned from user {user}", changesOther},
	{"Permission set {*} removed from user {user}", changesOther},
	{"Added user {user} to {*}", changesOther},
	{"Removed user {user} from {*}", changesOther},
	{"{*} for User with ID: {user}", changesOther},
	{"{*} User with ID: {user}", changesOther},

	// How a user comes in.
	{"Logged in using Login-As access for {user}", changesOther},
	{"Logged out using Login-As access for {user}", changesOther},
	{"{*} Login-As access for {user}", changesOther},
	{"Changed password for user {user}", changesOther},
	{"Reset password for user {user}", changesOther},
	{"Set new password for user {user}", changesOther},
	{"{*} session id for {user}", changesOther},
	{"Enrolled {mail} in Lightning Login", changesOther},
	{"{*} Lightning Login for {user}", changesOther},
	{"{*} added for {mail}", changesOther},
	{"{*} removed for {mail}", changesOther},

	// All others of these shapes.
	{"{*} for user {person}: {*}", changesOther},
	{"{*} for user {person}", changesOther},
	{"{*} for user: {person}", changesOther},
	{"{*} to user {person}", changesOther},
	{"{*} from user {person}", changesOther},

	// Settings, of nobody.
	{"Changed {what} from {change}", changesOther},
	{"Updated {what} from {change}", changesOther},
	{"{what} changed from {change}", changesOther},
	{"{what}: changed from {change}", changesOther},
	{"Changed {what} to {quoted}", changesOther},
}
