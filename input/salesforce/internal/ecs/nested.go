package ecs

// deepest is how many levels of objects are kept as such. Elasticsearch refuses
// documents, and flattened values, that are nested more than 20 levels deep;
// related records never come near that.
const deepest = 10

// putText puts a value under a name, with all scalars as text. depth is how many
// levels of objects are above it.
func (b *builder) putText(s *commonSlots, in map[string]any, name string, v jsonValue, depth int) {
	switch {
	case v.kind == jsonObject && depth >= deepest:
		b.putText(s, in, name, jsonValue{kind: jsonString, text: validText(string(v.raw))}, depth)
	case v.isScalar() && len(v.text) > longestKeyword:
		b.putKeyword(s, s.extraText, name, v.text)
	case v.isScalar():
		if !isBlank(v.text) {
			in[name] = v.text
		}
	case v.kind == jsonObject:
		inner := map[string]any{}
		_ = eachMember(v.raw, func(name string, v jsonValue) error { // it was checked already
			if name != "attributes" || v.kind != jsonObject {
				b.putText(s, inner, snakeCase(name), v, depth+1)
			}
			return nil
		})
		if len(inner) > 0 {
			in[name] = inner
		}
	case v.kind == jsonArray:
		if list := b.texts(s, name, v); len(list) > 0 {
			in[name] = list
		}
	}
}

// texts gives the elements of an array as text, objects and arrays as JSON.
func (b *builder) texts(s *commonSlots, name string, v jsonValue) []string {
	var list []string
	add := func(text string) {
		if len(text) > longestKeyword {
			b.putKeyword(s, s.extraText, name, text)
			return
		}
		list = append(list, text)
	}
	_ = eachElement(v.raw, func(v jsonValue) error { // it was checked already
		switch {
		case v.isScalar():
			add(v.text)
		case v.raw != nil:
			add(validText(string(v.raw)))
		}
		return nil
	})
	return list
}
