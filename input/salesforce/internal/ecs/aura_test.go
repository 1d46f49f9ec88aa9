package ecs

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestActionsOfAnAuraRequest(t *testing.T) {
	const config, record = "serviceComponent://ui.force.HostConfigController/ACTION$getConfigData", "aura://RecordUiController/ACTION$getRecordWithFields"
	for _, tt := range []struct {
		name, value string
		want        map[string]any
	}{
		{"with ids", "123$" + config + "=12;124$" + record + "=30", map[string]any{
			"actions": []string{config, record}, "action_ids": []string{"123", "124"}, "action_durations": []string{"12", "30"}, "action_total_time": int64(42),
		}},
		{"the same twice", "1$" + record + "=5;2$" + record + "=7;", map[string]any{
			"actions": []string{record, record}, "action_ids": []string{"1", "2"}, "action_durations": []string{"5", "7"}, "action_total_time": int64(12),
		}},
		{"with ids of the framework", "66;a$" + config + "=12;67;a$" + record + "=30", map[string]any{
			"actions": []string{config, record}, "action_ids": []string{"66;a", "67;a"}, "action_durations": []string{"12", "30"}, "action_total_time": int64(42),
		}},
		{"without ids", "getItems=4;getRecord=5", map[string]any{
			"actions": []string{"getItems", "getRecord"}, "action_durations": []string{"4", "5"}, "action_total_time": int64(9),
		}},
		{"some without ids", "1$getItems=4;aura://X/ACTION$get=5", map[string]any{
			"actions": []string{"getItems", "aura://X/ACTION$get"}, "action_ids": []string{"1", ""}, "action_durations": []string{"4", "5"}, "action_total_time": int64(9),
		}},
		{"what is no action", "12;; ;aura://X/ACTION$get;=5;1$=5;get=;get=ms;get=-1;get=1234567890123;2$getItems=4;cut off", map[string]any{
			"actions": []string{"getItems"}, "action_ids": []string{"2"}, "action_durations": []string{"4"}, "action_total_time": int64(4),
		}},
		{"no action at all", "no actions here", map[string]any{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			event := mapRow(t, LogFile{EventType: "AuraRequest"}, map[string]string{"ACTION_MESSAGE": tt.value})
			tt.want["action_message"] = tt.value
			if diff := cmp.Diff(tt.want, leaf(event, "salesforce.aura_request")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
