package grafana

// daemonBoard is 守护进程: the program itself, from its Prometheus metrics.
func daemonBoard(o Options) dashboard {
	const of = `{instance=~"$instance"}`
	instance := variable{
		Name: "instance", Label: "进程", Description: "instance of lanbi", Type: "query", Datasource: &prometheusSource,
		Query:   map[string]any{"query": "label_values(lanbi_intake_connected, instance)", "refId": "instances", "qryType": 1},
		Refresh: 2, Sort: 1, Multi: true, IncludeAll: true, AllValue: ".*",
	}
	stat := func(title, english, expr string) *panel {
		return statPanel(title, english, 4, promQL("{{instance}}", expr))
	}
	line := func(title, english, legend, expr, unit string) *panel {
		return linePanel(title, english, 12, 8, promQL(legend, expr)).unit(unit, 1)
	}
	b := board(o, daemonUID, "蓝碧 · 守护进程", "The daemon itself: intake, spool, jobs (needs Prometheus)", []variable{instance},
		stat("MQTT 连接", "Connected to the external broker; an embedded broker counts as not connected", `lanbi_intake_connected`+of).
			words(words([]word{{"1", "已连接", green}, {"0", "未连接", red}})).colour(steps(red, 1.0, green)),
		stat("积压时长", "Age of the oldest record that waits for InfluxDB", `lanbi_intake_lag_seconds`+of).unit("s", 0).colour(steps(green, 60.0, amber, 600.0, red)),
		stat("队列占用", "Spool in percent of its limit; at 100 messages are no longer acknowledged", `100 * lanbi_intake_spool_bytes`+of+` / lanbi_intake_spool_limit_bytes`+of).
			unit("percent", 1).colour(steps(green, 50.0, amber, 80.0, red)),
		stat("失败作业", "Jobs that failed at their last run", `sum by (instance) (lanbi_job_consecutive_failures`+of+` > bool 0)`).unit("none", 0).colour(steps(green, 1.0, red)),
		stat("内存", "Resident memory", `process_resident_memory_bytes`+of).unit("bytes", 0),
		stat("已运行", "Time since the start", `time() - process_start_time_seconds`+of).unit("s", 0),
		line("收到的消息", "Messages made durable, each second", "{{instance}}", `rate(lanbi_intake_messages_received_total`+of+`[5m])`, "suffix: /s"),
		line("写入的行", "Lines accepted by InfluxDB, each second", "{{instance}}", `rate(lanbi_intake_lines_stored_total`+of+`[5m])`, "suffix: /s"),
		line("拒收（按原因）", "Messages and values refused in an hour, by reason", "{{reason}}", `sum by (reason) (increase(lanbi_intake_rejected_total`+of+`[1h]))`, "none"),
		line("写入重试", "Writes to InfluxDB that were tried again, in five minutes", "{{instance}}", `increase(lanbi_intake_writes_retried_total`+of+`[5m])`, "none"),
		line("等待写入的记录", "Records that wait for InfluxDB", "{{instance}}", `lanbi_intake_spool_records`+of, "none"),
		line("超量程的值", "Values outside the physical range, stored with flag R, in an hour", "{{instance}}", `increase(lanbi_intake_values_out_of_range_total`+of+`[1h])`, "none"),
		barGaugePanel("各站最近一次到达", "Age of each station's last good message", 12, 12, promQL("{{medium}} {{station}}", `time() - lanbi_intake_station_last_seen_timestamp_seconds`+of)).
			unit("s", 0).colour(steps(green, 7200.0, amber, 21600.0, red)),
		barGaugePanel("各作业距上次成功", "Age of each job's last success", 12, 12, promQL("{{job}}", `time() - lanbi_job_last_success_timestamp_seconds`+of)).
			unit("s", 0).colour(steps(green, 93600.0, amber, 180000.0, red)),
		line("作业用时（最长一成）", "The 90th percentile of how long runs of a job took", "{{job}}", `histogram_quantile(0.9, sum by (job, le) (rate(lanbi_job_duration_seconds_bucket`+of+`[1h])))`, "s"),
		line("处理器", "Processor time used, in cores", "{{instance}}", `rate(process_cpu_seconds_total`+of+`[5m])`, "none"),
	)
	b.Time = timeRange{"now-24h", "now"}
	return b
}
