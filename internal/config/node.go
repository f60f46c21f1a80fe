package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// node is a value of the file at its place, or the absence of one.
type node struct {
	l    *loader
	n    ast.Node // nil when absent
	at   ast.Node // where a fault of an absent value is reported
	path string   // areas[0].name
	pat  string   // areas[].name
}

// absent tells that the key is not there, or there without a value.
func (n node) absent() bool {
	if n.n == nil {
		return true
	}
	_, null := n.n.(*ast.NullNode)
	return null
}

// fault reports that something is wrong with the value.
func (n node) fault(format string, args ...any) {
	n.l.faults = append(n.l.faults, n.note(format, args...))
}

// warn reports something to look at.
func (n node) warn(format string, args ...any) {
	n.l.cfg.Warnings = append(n.l.cfg.Warnings, n.note(format, args...))
}

func (n node) note(format string, args ...any) Fault {
	f := Fault{File: n.l.file, Path: n.path, Text: fmt.Sprintf(format, args...)}
	where := n.n
	if where == nil {
		where = n.at
	}
	f.Line, f.Column = position(where)
	return f
}

// position is where a value begins: for a mapping its first key.
func position(n ast.Node) (line, column int) {
	switch v := n.(type) {
	case nil:
		return 0, 0
	case *ast.MappingNode:
		if len(v.Values) > 0 && !v.IsFlowStyle {
			return position(v.Values[0])
		}
	case *ast.MappingValueNode:
		return position(v.Key)
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line, t.Position.Column
	}
	return 0, 0
}

// require reports an absent value and tells whether there is one.
func (n node) require() bool {
	if n.absent() {
		n.fault("is missing")
		return false
	}
	return true
}

// object is a mapping whose keys are asked for one by one; the keys never asked
// for are unknown.
type object struct {
	node
	values map[string]ast.Node
	order  []*ast.MappingValueNode
	asked  []string
}

// object reads n as a mapping. An absent one is a mapping without keys.
func (n node) object() *object {
	o := &object{node: n, values: map[string]ast.Node{}}
	if n.absent() {
		return o
	}
	switch v := n.n.(type) {
	case *ast.MappingNode:
		o.order = v.Values
	case *ast.MappingValueNode:
		o.order = []*ast.MappingValueNode{v}
	default:
		n.fault("want keys and values, found %s", kindOf(n.n))
		return o
	}
	for _, pair := range o.order {
		key := keyOf(pair)
		at := node{l: n.l, n: pair.Key, path: join(n.path, key)}
		if _, twice := o.values[key]; twice {
			at.fault("key %q occurs twice", key)
			continue
		}
		if pair.Key.IsMergeKey() {
			at.fault("merge keys are not supported")
			continue
		}
		o.values[key] = pair.Value
	}
	return o
}

func keyOf(pair *ast.MappingValueNode) string {
	if t := pair.Key.GetToken(); t != nil {
		return t.Value
	}
	return pair.Key.String()
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// key is the value under a key, absent when it is not there.
func (o *object) key(name string) node {
	if !slices.Contains(o.asked, name) {
		o.asked = append(o.asked, name)
	}
	at := o.n
	if at == nil {
		at = o.at
	}
	child := node{l: o.l, n: o.values[name], at: at, path: join(o.path, name), pat: join(o.pat, name)}
	o.l.known[child.pat] = true
	return child
}

// done reports the keys that nobody asked for.
func (o *object) done() {
	for _, pair := range o.order {
		key := keyOf(pair)
		if slices.Contains(o.asked, key) || pair.Key.IsMergeKey() {
			continue
		}
		at := node{l: o.l, n: pair.Key, path: join(o.path, key)}
		at.fault("unknown key (have %s)", strings.Join(o.asked, ", "))
	}
}

// free yields all keys of a mapping whose keys are data. The pattern of every
// such key is name in the place of the key.
func (o *object) free(name string, yield func(key node, value node)) {
	o.l.known[join(o.pat, name)] = true
	for i, pair := range o.order {
		key := keyOf(pair)
		if slices.ContainsFunc(o.order[:i], func(p *ast.MappingValueNode) bool { return keyOf(p) == key }) {
			continue
		}
		path, pat := join(o.path, key), join(o.pat, name)
		yield(node{l: o.l, n: pair.Key, path: path, pat: pat}, node{l: o.l, n: pair.Value, at: pair.Key, path: path, pat: pat})
	}
}

// list reads n as a sequence; an absent one is empty.
func (n node) list() []node {
	if n.absent() {
		return nil
	}
	s, ok := n.n.(*ast.SequenceNode)
	if !ok {
		n.fault("want a list, found %s", kindOf(n.n))
		return nil
	}
	out := make([]node, len(s.Values))
	for i, v := range s.Values {
		out[i] = node{l: n.l, n: v, at: n.n, path: n.path + "[" + strconv.Itoa(i) + "]", pat: n.pat + "[]"}
	}
	return out
}

// kindOf names what a value is, for faults.
func kindOf(n ast.Node) string {
	switch v := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "keys and values"
	case *ast.SequenceNode:
		return "a list"
	case *ast.AliasNode, *ast.AnchorNode:
		return "an anchor or alias, which are not supported"
	case *ast.TagNode:
		return "a tag, which are not supported"
	case ast.ScalarNode:
		return strconv.Quote(v.GetToken().Value)
	}
	return "something else"
}
