package alert

// kindNames are the kinds that people are told of and may silence, in the order of forms.
var kindNames = [...]struct {
	kind Kind
	name string
}{
	{TargetStatus, "目标研判变化"}, {Budget, "超标天余量"}, {Burn, "余量消耗过快"},
	{Control, "当日控制浓度"}, {DustSuspected, "沙尘疑似"}, {DayData, "当日数据有效性"}, {Invalid, "月、年数据有效性"},
	{WaterItem, "水质指标超标或接近限值"}, {WaterClass, "水质类别超目标"},
	{Silent, "站点无数据"}, {SpoolFills, "数据积压"},
	{JobFailed, "任务失败"}, {Unreachable, "无法连接"},
}

// Kinds lists the kinds that have a name for people, in the order of forms.
func Kinds() []Kind {
	all := make([]Kind, len(kindNames))
	for i := range kindNames {
		all[i] = kindNames[i].kind
	}
	return all
}

// Chinese is the kind's name for people, the kind itself where it has none.
func (k Kind) Chinese() string {
	for i := range kindNames {
		if kindNames[i].kind == k {
			return kindNames[i].name
		}
	}
	return string(k)
}
