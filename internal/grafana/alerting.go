package grafana

import (
	"bytes"
	"fmt"
)

// alertRule is a rule by which Grafana alerts by itself, for a site whose people are
// reached by Grafana's contact points. Lanbi does not need it.
type alertRule struct {
	uid, title, severity string
	query                string // InfluxQL of one value a series
	seconds              int    // back from now
	evaluator            string // gt, lt
	bound                string
	noData               string // state where nothing is found: OK, Alerting
	summary              string
}

var alertRules = []alertRule{
	{"lanbi-budget", "超标天余量不多于 3 天", "warning",
		`SELECT last("budget") FROM "target" WHERE $timeFilter GROUP BY "target"`, 2 * 86400, "lt", "4", "OK",
		"目标 {{ $labels.target }} 还可超标 {{ $values.B.Value }} 天，未审核数据"},
	{"lanbi-probability", "完成目标的可能性低于四成", "warning",
		`SELECT last("probability") FROM "target" WHERE $timeFilter GROUP BY "target"`, 2 * 86400, "lt", "0.4", "OK",
		"目标 {{ $labels.target }} 完成的可能性 {{ $values.B.Value }}，内部研判，未审核数据"},
	{"lanbi-critical", "蓝碧发出严重提醒", "critical",
		`SELECT count("text") FROM "alert" WHERE "severity" = 'critical' AND $timeFilter GROUP BY "kind", "target"`, 900, "gt", "0", "OK",
		"{{ $labels.kind }} {{ $labels.target }}，内容见蓝碧页面"},
	{"lanbi-no-air", "三小时没有任何空气数据入库", "critical",
		`SELECT count("pm2_5") FROM "air" WHERE $timeFilter`, 3 * 3600, "lt", "1", "Alerting",
		"三小时没有空气小时值入库，缺测满 5 小时当日即无效"},
}

// alerting is a file of Grafana's alert provisioning: a query, its last value, and a
// threshold on that. Grafana replaces $NAME by the environment in labels, titles and
// folders, and neither in annotations nor in queries (pkg/services/provisioning/alerting,
// rules_types.go), so those keep their single $.
func alerting(o Options) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, `%s# Not needed beside Lanbi's own alerts, and in force only where it is put into
# Grafana's folder provisioning/alerting.
apiVersion: 1
groups:
  - orgId: 1
    name: lanbi
    folder: 蓝碧
    interval: 5m
    rules:
`, generated)
	for _, r := range alertRules {
		fmt.Fprintf(&out, `      - uid: %s
        title: %s
        condition: C
        for: 0s
        noDataState: %s
        execErrState: Error
        labels: {severity: %s, service: lanbi}
        annotations:
          summary: %q
          page: %q
        data:
          - refId: A
            relativeTimeRange: {from: %d, to: 0}
            datasourceUid: %s
            model: {refId: A, rawQuery: true, resultFormat: time_series, query: %q}
          - refId: B
            relativeTimeRange: {from: 600, to: 0}
            datasourceUid: __expr__
            model: {refId: B, type: reduce, expression: A, reducer: last}
          - refId: C
            relativeTimeRange: {from: 600, to: 0}
            datasourceUid: __expr__
            model: {refId: C, type: threshold, expression: B, conditions: [{evaluator: {type: %s, params: [%s]}}]}
`, r.uid, r.title, r.noData, r.severity, r.summary, o.PageURL, r.seconds, influxSource.UID, r.query, r.evaluator, r.bound)
	}
	return out.Bytes()
}
