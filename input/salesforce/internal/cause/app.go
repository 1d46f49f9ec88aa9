package cause

// usage is where an administrator sees the apps of an org.
const usage = "Setup > Connected Apps OAuth Usage (External Client App Manager for an External Client App)"

// Approve is how an administrator lets a user use an app.
const Approve = "in Salesforce, set the app's Permitted Users to \"Admin approved users are pre-authorized\" and assign the app to the user by a profile or permission set"

// AppBlocked returns the causes of a refusal because the app is blocked.
func AppBlocked() List {
	return List{
		{"an administrator blocked the app", "ask the administrator to unblock it in " + usage},
		{"the app is not installed in this org, and the org blocks apps that are not", "ask an administrator to install the app in " + usage},
	}
}

// AppNotInstalled returns the causes of a refusal because the org does not have the app.
func AppNotInstalled() List {
	return List{
		{"the app is not installed in this org, and Salesforce blocks apps that are not", "ask an administrator to install the app in " + usage + ", or use an External Client App of this org"},
		{"token_url or url belongs to another org than the app", "set them to the My Domain URL of the org that has the app"},
	}
}

// AppDenied returns the causes of a refusal because the user may not use the app.
func AppDenied() List {
	return List{
		{"the app is not approved for this user", Approve},
		{"the app's IP policy does not allow this address", "add this host's address to the trusted ranges, or relax the app's IP policy"},
	}
}

// PasswordExpired returns the cause of a refusal because the user has to set a password.
func PasswordExpired() List {
	return Only("the user's password expired, and Salesforce refuses API calls until it is set again",
		"set a new password for the user, and give its profile or permission set \"Password Never Expires\"; with user_password_flow, put the new password and security token into the stanza")
}
