package grafana

import (
	"fmt"
)

// named joins results with their names by a tag both have, and orders and renames
// the columns; what columns does not list is left out. Time 1 is the time of the
// first query. Pairs are field, heading; an empty heading keeps the field's name.
func named(tag string, drop []string, columns ...string) []transformation {
	exclude := map[string]any{}
	for _, name := range drop {
		exclude[name] = true
	}
	index, rename := map[string]any{}, map[string]any{}
	for i := 0; i+1 < len(columns); i += 2 {
		index[columns[i]] = i / 2
		if columns[i+1] != "" {
			rename[columns[i]] = columns[i+1]
		}
	}
	return []transformation{
		{"joinByField", map[string]any{"byField": tag, "mode": "inner"}},
		{"organize", map[string]any{"excludeByName": exclude, "indexByName": index, "renameByName": rename}},
	}
}

// sheet turns points into a sheet: a row and a column for every formatted time,
// such as a row a month and a column a day. Columns come in the order of names,
// though the first point may lie in the middle of a year or a month.
func sheet(row, column, value string, names []string) []transformation {
	index := map[string]any{`Time\列`: 0}
	for i, name := range names {
		index[name] = i + 1
	}
	return []transformation{
		{"calculateField", map[string]any{
			"mode": "binary", "alias": "列", "replaceFields": false,
			"binary": map[string]any{"left": "Time", "operator": "*", "right": "1"},
		}},
		{"convertFieldType", map[string]any{"conversions": []map[string]any{{"targetField": "列", "destinationType": "time"}}}},
		formatted("列", column),
		formatted("Time", row),
		{"groupingToMatrix", map[string]any{"columnField": "列", "rowField": "Time", "valueField": value, "emptyValue": "null"}},
		{"organize", map[string]any{
			"excludeByName": map[string]any{}, "indexByName": index, "renameByName": map[string]any{`Time\列`: "期间"},
		}},
	}
}

// numbered is 01 to n with what follows each.
func numbered(n int, after string) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("%02d%s", i+1, after)
	}
	return all
}

func formatted(name, format string) transformation {
	return transformation{"formatTime", map[string]any{
		"timeField": name, "outputFormat": format, "useTimezone": true, "timezone": zone,
	}}
}
