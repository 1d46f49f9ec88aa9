package record

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// editPages edits the answers to queries, and to those for their further pages.
func (b *bench) editPages(edit func(body string) string) {
	b.org.Change(func(r *http.Request, response *http.Response) {
		if kind := orgsim.RequestKind(r); kind != orgsim.RequestQuery && kind != orgsim.RequestQueryMore {
			return
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			b.Error(err)
		}
		response.Body = polltest.Answer(http.StatusOK, edit(string(body))).Body
		response.ContentLength = -1
	})
}

// pollSometimes polls some times, restarts now and then, and adds a record before each.
func (b *bench) pollSometimes(f form) {
	b.Helper()
	for n := range 12 {
		b.addOf(f, key(n), 0, 0)
		time.Sleep(5 * time.Minute)
		b.mustPoll()
		if n%4 == 3 {
			b.restart()
		}
	}
}

func TestRecordWhoseDateHasNoPlaceInItsWindowComesOnce(t *testing.T) {
	for name, date := range map[string]string{
		"year 1": `"0001-06-01T00:00:00.000+0000"`, "the zero time": `"0001-01-01T00:00:00.000+0000"`, "none": "null",
		"1970": `"1970-01-01T00:00:00.000+0000"`, "the year before": `"1999-01-01T00:00:00.000+0000"`,
	} {
		eachForm(t, func(t *testing.T, f form, config Config) {
			if !f.guarded() {
				t.Skip("it goes on after its last record, whatever its date")
			}
			for _, lookback := range []time.Duration{0, 5 * time.Minute} {
				t.Run(fmt.Sprint(name, " ", lookback), func(t *testing.T) {
					config.Lookback = lookback
					onBench(t, orgsim.Options{}, config, func(b *bench) {
						b.editPages(func(body string) string {
							stray := fmt.Sprintf(`{"attributes":{"type":%q},"Id":"stray","EventIdentifier":"stray","EventDate":%s,"CreatedDate":%s},`, f.object, date, date)
							if strings.Contains(body, `"records":[]`) {
								stray = strings.TrimSuffix(stray, ",")
							}
							return strings.Replace(body, `"records":[`, `"records":[`+stray, 1)
						})
						b.want["stray"] = 1
						b.pollSometimes(f)
						// Without a bound the first run had many that are as old, and remembers none.
						if got := b.keys()["stray"]; got != 1 && (got != 2 || f.first != "") {
							b.Errorf("it came %d times", got)
						}
					})
				})
			}
		})
	}
}

var totalSize = regexp.MustCompile(`"totalSize":\d+`)

func TestAnnouncedRecordsThatDoNotComeCostLittle(t *testing.T) {
	for _, total := range []string{"1000000000", "40000000", "-1", "9000000000000000000"} {
		for _, pages := range []int{0, 3} {
			t.Run(fmt.Sprint(total, " in pages of ", pages), func(t *testing.T) {
				config := Config{InitialInterval: 24 * time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}
				onBench(t, orgsim.Options{PageSize: pages}, config, func(b *bench) {
					b.editPages(func(body string) string { return totalSize.ReplaceAllString(body, `"totalSize":`+total) })
					for n := range 100 {
						b.add(key(n), time.Duration(n)*10*time.Minute+2*time.Minute, 0)
					}
					b.mustPoll()
					b.wantEach()
					asked := len(b.spans())
					for n := range 20 {
						time.Sleep(5 * time.Minute)
						b.add(key(1000+n), time.Minute, 0)
						b.mustPoll()
					}
					if asked += len(b.spans()); asked > 120 {
						b.Errorf("%d windows", asked)
					}
				})
			})
		}
	}
}

func TestFollowerGoesBackFromTheFuture(t *testing.T) {
	f := forms["oldest first"]
	for name, marks := range map[string]bool{"with marks": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{Query: f.query(t), Lookback: 5 * time.Minute, InitialInterval: 24 * time.Hour}, func(b *bench) {
				now := time.Now()
				saved := state.Query{Begun: now.Add(-48 * time.Hour), Newest: now.Add(900 * 24 * time.Hour), Last: "2999-01-01T00:00:00.000+0000"}
				if marks {
					saved.Marks = state.Marks{{Through: now.Add(-2 * time.Hour), AsOf: now.Add(-2 * time.Hour)}}
				}
				if err := b.registry.Advance(saved.Cursor()); err != nil {
					b.Fatal(err)
				}
				b.restart()
				b.addOf(f, "missed", time.Hour, 0)
				reports := 0
				for range 8 {
					ready, err := b.follower.Poll(b.Context(), b.registry)
					if isFuture(err) {
						reports++
					} else if err != nil {
						b.Fatal(err)
					}
					time.Sleep(max(ready, time.Second))
				}
				if told := len(b.log.Warnings("is in the future")); reports != 1 || told != 1 {
					b.Errorf("it was reported %d times and told %d times", reports, told)
				}
				if newest := b.registry.Query().Newest; newest.After(now) {
					b.Errorf("the newest is %v", newest)
				}
				b.wantEach()
			})
		})
	}
}

func TestFollowerIsNotMovedByARecordOfTheFutureWhileTheHostsClockIsAhead(t *testing.T) {
	f := forms["oldest first"]
	config := Config{Query: f.query(t), Lookback: 5 * time.Minute, InitialInterval: 24 * time.Hour}
	onClocks(t, orgsim.Options{}, config, func(b *bench, wrong *clocks) {
		b.addOf(f, "first", time.Hour, 0)
		b.mustPoll()
		b.editPages(func(body string) string {
			odd := `{"attributes":{"type":"SetupAuditTrail"},"Id":"odd","CreatedDate":"2000-06-01T00:00:00.000+0000"},`
			if strings.Contains(body, `"records":[]`) {
				odd = strings.TrimSuffix(odd, ",")
			}
			return strings.Replace(body, `"records":[`, `"records":[`+odd, 1)
		})
		wrong.host = year
		b.mustPoll()
		wrong.host = 0
		if newest := b.registry.Query().Newest; newest.After(time.Now().Add(time.Minute)) {
			b.Errorf("the newest is %v", newest)
		}
	})
}
