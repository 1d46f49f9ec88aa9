package fieldsyml

import (
	"strings"
	"testing"

	"github.com/elastic/beats/v7/libbeat/template"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/mapstr"
	"github.com/elastic/elastic-agent-libs/version"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
)

// dynamicTemplate is what Elasticsearch maps a field by that is not declared.
type dynamicTemplate struct {
	name, path, value, mapping string
}

// load makes of the file what Beats would send to Elasticsearch.
func load(t *testing.T) (properties mapstr.M, dynamic []dynamicTemplate) {
	t.Helper()
	beats, err := template.New(false, "9.4.0", "filebeat", false, *version.MustNew("9.4.0"), template.TemplateConfig{}, false, logp.NewNopLogger())
	if err != nil {
		t.Fatal(err)
	}
	whole, err := beats.LoadBytes(Generate())
	if err != nil {
		t.Fatal(err)
	}
	value, err := whole.GetValue("template.mappings")
	if err != nil {
		t.Fatal(err)
	}
	mappings := value.(mapstr.M)
	for _, named := range mappings["dynamic_templates"].([]mapstr.M) {
		for name, value := range named {
			one := value.(mapstr.M)
			d := dynamicTemplate{name: name, mapping: one["mapping"].(mapstr.M)["type"].(string)}
			d.path, _ = one["path_match"].(string)
			d.value, _ = one["match_mapping_type"].(string)
			dynamic = append(dynamic, d)
		}
	}
	return mappings["properties"].(mapstr.M), dynamic
}

func TestTheDynamicTemplatesThatBeatsMakes(t *testing.T) {
	_, got := load(t)
	var own []dynamicTemplate
	for _, d := range got {
		if strings.HasPrefix(d.path, "salesforce.") {
			own = append(own, d)
		}
	}
	// The order counts: the first that matches is taken.
	want := []dynamicTemplate{
		{"salesforce.extra_text", "salesforce.extra_text.*", "string", "text"},
		{"salesforce.unparsed", "salesforce.unparsed.*", "string", "keyword"},
		{"salesforce.*_string", "salesforce.*", "string", "keyword"},
		{"salesforce.*_long", "salesforce.*", "long", "double"},
		{"salesforce.*_double", "salesforce.*", "double", "double"},
		{"salesforce.*_boolean", "salesforce.*", "boolean", "boolean"},
	}
	if diff := cmp.Diff(want, own, cmp.AllowUnexported(dynamicTemplate{})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestDeclaredFieldsKeepTheirMapping(t *testing.T) {
	properties, _ := load(t)
	got := map[string]string{}
	var walk func(prefix string, properties mapstr.M)
	walk = func(prefix string, properties mapstr.M) {
		for name, value := range properties {
			property := value.(mapstr.M)
			if inner, ok := property["properties"].(mapstr.M); ok {
				walk(prefix+name+".", inner)
			} else if property["type"] != "object" {
				got[prefix+name] = property["type"].(string)
			}
		}
	}
	walk("", properties)
	want := map[string]string{}
	for _, field := range ecs.Fields() {
		if strings.HasSuffix(field.Name, ".*") {
			continue
		}
		want[field.Name] = field.Type
		if field.Type == "match_only_text" {
			want[field.Name] = "text" // without a license of Elastic's
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
