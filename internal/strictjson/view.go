package strictjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// View fills *dst from v by exact json tag names (never by case folding), for
// the typed view of a document:
//   - null and an absent member leave the field as it is, zero in a new T;
//   - a slice is filled from an array, without its nulls, or from one value as a
//     slice of one; where nothing is left it stays nil;
//   - a string where a struct with a field tagged "id" stands fills that field (a node given by its id);
//   - an array of one element fills a field that is no slice;
//   - a pointer that is not nil has what it points to filled;
//   - json.RawMessage takes a copy of the bytes; any other mismatch is an *Error
//     (ErrKind) naming the pointer;
//   - unknown members are passed over. Embedded structs are filled from the same object.
//
// Fields may be of type bool, string, int, int64, float64 and json.RawMessage,
// structs of such fields, slices of any of these, and pointers to any but
// json.RawMessage, named types included. A field without a json tag is left
// alone. What dst holds after an error is unspecified.
//
// View works out the plan for dst's type at every call. A caller on a hot path
// keeps a Viewer instead: it belongs to the caller, so that this package holds
// no table that grows as the program runs.
func View(v Value, dst any) error {
	p := reflect.ValueOf(dst)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("strictjson: View into %T, which is no pointer to fill", dst)
	}
	f, err := make(plans).of(p.Type().Elem())
	if err != nil {
		return err
	}
	return f.fill(v, p.Elem(), new(reading))
}

// A Viewer is the plan by which View fills a T. It never changes, and any number
// of goroutines may share it.
type Viewer[T any] struct{ filler *filler }

// NewViewer works out the plan for T. It panics if T has a field that View
// cannot fill: that is a mistake in the program, whatever is received.
func NewViewer[T any]() *Viewer[T] {
	f, err := make(plans).of(reflect.TypeFor[T]())
	if err != nil {
		panic(err)
	}
	return &Viewer[T]{f}
}

// View fills *dst from v as the function View does.
func (w *Viewer[T]) View(v Value, dst *T) error {
	return w.filler.fill(v, reflect.ValueOf(dst).Elem(), new(reading))
}

// A filler is the plan for one type.
type filler struct {
	kind   reflect.Kind // of the type, or raw
	elem   *filler      // of a slice or pointer
	texts  bool         // a slice of strings, not of a type of their own
	fields map[string]field
	byName fieldNames // fields, once they are all there
	id     *field     // of a struct: its field tagged "id"
}

// raw is the kind of json.RawMessage here.
const raw = reflect.Invalid

type field struct {
	index []int
	*filler
}

// of is the field in v, a struct of its type.
func (f *field) of(v reflect.Value) reflect.Value {
	if len(f.index) == 1 {
		return v.Field(f.index[0])
	}
	return v.FieldByIndex(f.index)
}

// fieldNames are the fields of a struct by their names: a look at them for each member of
// each object of a document, whose hash is less than what a map's is. Its slots are
// four times as many as the fields, so that a name which is none is soon known to be.
type fieldNames struct {
	slots []fieldSlot
	mask  int
}

type fieldSlot struct {
	name  string
	field *field
}

func newFieldNames(fields map[string]field) fieldNames {
	size := 4
	for size < 4*len(fields) {
		size *= 2
	}
	n := fieldNames{make([]fieldSlot, size), size - 1}
	for name, f := range fields {
		i := n.first(len(name), name[0], name[len(name)-1])
		for n.slots[i].field != nil {
			i = (i + 1) & n.mask
		}
		n.slots[i] = fieldSlot{name, &f}
	}
	return n
}

func (n *fieldNames) first(length int, first, last byte) int {
	return (length*7 + int(first)*3 + int(last)*13) & n.mask
}

func (n *fieldNames) find(name []byte) *field {
	if len(name) == 0 || len(n.slots) == 0 {
		return nil
	}
	for i := n.first(len(name), name[0], name[len(name)-1]); ; i = (i + 1) & n.mask {
		if s := &n.slots[i]; s.field == nil || s.name == string(name) {
			return s.field
		}
	}
}

// plans holds the fillers of one Viewer while they are made; types may be recursive.
type plans map[reflect.Type]*filler

func (p plans) of(t reflect.Type) (*filler, error) {
	if f := p[t]; f != nil {
		return f, nil
	}
	f := &filler{kind: t.Kind()}
	p[t] = f
	if t == reflect.TypeFor[json.RawMessage]() {
		f.kind = raw
		return f, nil
	}
	var err error
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int64, reflect.Float64:
	case reflect.Slice, reflect.Pointer:
		f.elem, err = p.of(t.Elem())
		if err == nil && !f.elem.fits(t.Kind()) {
			err = fmt.Errorf("strictjson: no View into %v", t)
		}
		f.texts = t.Kind() == reflect.Slice && t.Elem() == reflect.TypeFor[string]()
	case reflect.Struct:
		f.fields = make(map[string]field)
		err = p.addFields(f, t, nil)
		f.byName = newFieldNames(f.fields)
	default:
		err = fmt.Errorf("strictjson: no View into %v", t)
	}
	return f, err
}

// fits says whether f may stand in a slice or behind a pointer. More of these
// inside one another have no meaning in a badge.
func (f *filler) fits(in reflect.Kind) bool {
	switch f.kind {
	case reflect.Slice:
		return false
	case reflect.Pointer, raw:
		return in == reflect.Slice
	}
	return true
}

// addFields adds the tagged fields of t, then those of the structs that it embeds.
func (p plans) addFields(f *filler, t reflect.Type, index []int) error {
	for i := range t.NumField() {
		sf := t.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name == "" || name == "-" || !sf.IsExported() {
			continue
		}
		if _, taken := f.fields[name]; taken {
			return fmt.Errorf("strictjson: two fields of %v are tagged %q", t, name)
		}
		elem, err := p.of(sf.Type)
		if err != nil {
			return fmt.Errorf("%w, the type of %v.%s", err, t, sf.Name)
		}
		at := field{append(append([]int(nil), index...), i), elem}
		f.fields[name] = at
		if name == "id" && elem.kind == reflect.String {
			f.id = &at
		}
	}
	for i := range t.NumField() {
		sf := t.Field(i)
		if !sf.Anonymous || sf.Tag.Get("json") != "" {
			continue
		}
		if sf.Type.Kind() != reflect.Struct {
			return fmt.Errorf("strictjson: %v embeds %v, which is no struct", t, sf.Type)
		}
		if err := p.addFields(f, sf.Type, append(append([]int(nil), index...), i)); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) fill(v Value, dst reflect.Value, r *reading) error {
	if f.kind == reflect.Slice {
		return f.fillSlice(v, dst, r)
	}
	if v.Kind() == Array && f.kind != raw {
		if v.Len() == 0 {
			return nil // says nothing, as null does
		}
		if v.Len() != 1 {
			return mismatch(v, f.wants(), fmt.Sprintf("an array of %d", v.Len()))
		}
		v = Value{v.t, v.i + 1}
	}
	return f.fillOne(v, dst, r)
}

func (f *filler) fillSlice(v Value, dst reflect.Value, r *reading) error {
	if k := v.Kind(); k == Invalid || k == Null {
		return nil
	} else if k != Array {
		f.empty(dst, 1, r)
		return f.elem.fillOne(v, dst.Index(0), r)
	}
	n := 0
	for _, e := range v.Elements() {
		if e.Kind() != Null {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	if err := r.count(v, n, 0); err != nil {
		return err
	}
	f.empty(dst, n, r)
	n = 0
	var seen map[int]bool
	for _, e := range v.Elements() {
		if e.Kind() == Null {
			continue
		}
		if node := r.node(e); node != 0 && f.elem.kind == reflect.Struct {
			if seen[node] {
				continue
			}
			if seen == nil {
				seen = map[int]bool{}
			}
			seen[node] = true
		}
		if err := f.elem.fillOne(e, dst.Index(n), r); err != nil {
			return err
		}
		n++
	}
	dst.SetLen(n)
	return nil
}

// empty makes dst a slice of n zero values. What reflect.MakeSlice returns would be
// allocated beside them, once for each slice of a view.
func (f *filler) empty(dst reflect.Value, n int, r *reading) {
	if f.texts {
		*textsOf(dst) = r.take(n)
		return
	}
	dst.SetZero()
	dst.Grow(n)
	dst.SetLen(n)
}

// fillOne fills what is no slice, and does not look into an array for it.
func (f *filler) fillOne(v Value, dst reflect.Value, r *reading) error {
	k := v.Kind()
	if k == Invalid || k == Null {
		return nil
	}
	switch f.kind {
	case raw, reflect.String:
		if err := r.count(v, 1, len(v.Raw())); err != nil {
			return err
		}
	case reflect.Pointer:
	default:
		if err := r.count(v, 1, 0); err != nil {
			return err
		}
	}
	switch f.kind {
	case raw:
		dst.SetBytes(bytes.Clone(v.Raw()))
		return nil
	case reflect.Pointer:
		if dst.IsNil() {
			dst.Set(reflect.New(dst.Type().Elem()))
		}
		return f.elem.fillOne(v, dst.Elem(), r)
	case reflect.Struct:
		if k == Object || k == String && f.id != nil {
			return f.fillNode(v, dst, r)
		}
	case reflect.String:
		if k == String {
			dst.SetString(v.Text())
			return nil
		}
	case reflect.Bool:
		if k == True || k == False {
			dst.SetBool(k == True)
			return nil
		}
	case reflect.Float64:
		if x, ok := v.Float(); ok {
			dst.SetFloat(x)
			return nil
		}
	case reflect.Int, reflect.Int64:
		if x, ok := v.Int(); ok && !dst.OverflowInt(x) {
			dst.SetInt(x)
			return nil
		}
	}
	saw := k.String()
	if k == Number {
		saw = "the number " + number(v.Raw())
	}
	return mismatch(v, f.wants(), saw)
}

func (f *filler) fillStruct(v Value, dst reflect.Value, r *reading) error {
	t := v.t
	n := v.node()
	for i := v.i + 1; i < n.next; i = t.nodes[i].next {
		name := t.decodedName(&t.nodes[i])
		to := f.byName.find(name)
		if to == nil || r.disputed(v, name) {
			continue
		}
		m := Value{t, i}
		if to.kind == reflect.String && t.nodes[i].kind == String && r.nodes == nil { // most members, the short way
			to.of(dst).SetString(m.Text())
			continue
		}
		if err := to.fill(m, to.of(dst), r); err != nil {
			return err
		}
	}
	return nil
}

// wants is what a filler expects, for a message.
func (f *filler) wants() string {
	switch f.kind {
	case reflect.Struct:
		if f.id != nil {
			return "an object or the id of one"
		}
		return "an object"
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "a number"
	case reflect.Int, reflect.Int64:
		return "an integer"
	}
	return f.elem.wants() // a slice or pointer: raw takes everything
}

func mismatch(v Value, want, saw string) error {
	start, _ := v.Span()
	return &Error{Err: ErrKind, Offset: start, Pointer: v.Pointer(), Detail: "expected " + want + ", found " + saw}
}
