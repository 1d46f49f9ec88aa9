package state

import (
	"fmt"
	"reflect"
	"testing"
	"time"
)

func TestNoTimeKeepsAStateFromBeingWritten(t *testing.T) {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for _, odd := range []time.Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)} {
		records := Records{Through: noon, Settled: odd}
		if got, err := ReadRecords(records.Within(Window{Start: noon, End: noon.Add(time.Hour)})); err != nil || !got.Through.Equal(noon) {
			t.Errorf("records %+v, error %v", got, err)
		}
		query := Query{Begun: noon, Newest: odd}
		if got, err := ReadQuery(query.Within(odd)); err != nil || !got.Begun.Equal(noon) {
			t.Errorf("query %+v, error %v", got, err)
		}
		file := LogFile{ID: "a", CreatedDate: odd}
		files := LogFiles{
			Begin: odd, Watermark: noon, Behind: map[string]time.Time{"Hourly/Login": odd},
			Collected: []CollectedFile{{LogFile: file}}, Partial: []Partial{{LogFile: file}},
		}
		if got, err := ReadLogFiles(files.Within(file)); err != nil || !got.Watermark.Equal(noon) || !files.Collected[0].CreatedDate.Equal(odd) {
			t.Errorf("log files %+v, error %v", got, err)
		}
	}
}

// fill makes values of all fields of a document, with the same time in all of them, so that
// a field that is added is looked at too.
func fill(value reflect.Value, at time.Time) {
	switch value.Interface().(type) {
	case time.Time:
		value.Set(reflect.ValueOf(at))
		return
	}
	switch value.Kind() {
	case reflect.Struct:
		for n := range value.NumField() {
			fill(value.Field(n), at)
		}
	case reflect.Pointer:
		value.Set(reflect.New(value.Type().Elem()))
		fill(value.Elem(), at)
	case reflect.Slice:
		value.Set(reflect.MakeSlice(value.Type(), 2, 2))
		for n := range value.Len() {
			fill(value.Index(n), at)
		}
	case reflect.Map:
		one := reflect.New(value.Type().Elem()).Elem()
		fill(one, at)
		value.Set(reflect.MakeMap(value.Type()))
		value.SetMapIndex(reflect.ValueOf("a").Convert(value.Type().Key()), one)
	case reflect.String:
		value.SetString("\xff\x00a")
	case reflect.Int64, reflect.Int:
		value.SetInt(7)
	case reflect.Uint64, reflect.Uint32, reflect.Uint8:
		value.SetUint(7)
	case reflect.Bool:
		value.SetBool(true)
	default:
		panic(fmt.Sprintf("a field of a document is a %v", value.Type()))
	}
}

func TestEveryFieldOfAStateIsWrittenWhateverItsTimes(t *testing.T) {
	far := time.FixedZone("far", 30*3600)
	for _, at := range []time.Time{
		time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.FixedZone("", -3600)),
		time.Date(2026, 3, 4, 0, 0, 0, 0, far), time.Unix(1<<60, 0),
	} {
		for _, document := range []document{&Records{}, &Query{}, &LogFiles{}, &objectsDocument{}} {
			value := reflect.ValueOf(document).Elem()
			fill(value, at)
			if text := write(value.Interface().(interface{ encodable() any })); text == "" {
				t.Errorf("%T with the time %v is not written", document, at)
			}
		}
	}
}
