package spelling

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"Login", "LoginAs", "Logout", "ApiTotalUsage"}
	for name, want := range map[string]string{
		"Loginn": "Login", "login": "Login", "Lgoin": "Login", "LogOut": "Logout", "Api_Total_Usage": "ApiTotalUsage", "ApiTotalUsages": "ApiTotalUsage",
		"Report": "", "": "",
	} {
		if got := Nearest(name, names); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
