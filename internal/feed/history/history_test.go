package history

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/internal/measure"
)

var beijing = time.FixedZone("CST", 8*3600)

// decode reads texts as files f1, f2, … and gives every sample as one line
// "medium station start interval source key=value[flag] …", and the problems.
func decode(t *testing.T, format Format, o Options, texts ...string) (lines, problems []string, counts Counts) {
	t.Helper()
	o.Zone = beijing
	o.Problem = func(p Problem) { problems = append(problems, p.Error()) }
	var files []File
	for i, text := range texts {
		files = append(files, File{Name: fmt.Sprintf("f%d", i+1), Reader: strings.NewReader(text)})
	}
	counts, err := Read(format, files, o, func(s *measure.Sample) error {
		lines = append(lines, show(s))
		return nil
	})
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return lines, problems, counts
}

func show(s *measure.Sample) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s %s", s.Medium, s.Station, s.Start.In(beijing).Format("2006-01-02T15:04"), s.Interval, s.Source)
	for _, r := range s.Readings {
		fmt.Fprintf(&b, " %s=", r.Parameter.Key())
		if r.Below {
			b.WriteByte('<')
		}
		b.WriteString(r.Value.In(r.Parameter.Unit()))
		if r.Flag != 0 {
			b.WriteString(r.Flag.String())
		}
	}
	return b.String()
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

const (
	wideAll = `date,hour,type,东四,天坛,外地
20160101,0,PM2.5,200,193,1
20160101,0,PM2.5_24h,70,64,1
20160101,0,AQI,250,240,1
20160101,1,PM2.5,181,,1
20160101,1,PM10,abc,99,1
20160101,2,PM10,5
20160101,25,PM10,5,5,5
`
	wideExtra = `date,hour,type,天坛,东四
20160101,1,CO,3.4,0.55
20160101,1,O3_24h,9,9
20160101,3,O3,88,
`
)

func TestQuotsoft_JoinsFilesAndEndsHours(t *testing.T) {
	o := Options{Station: func(_ measure.Medium, names ...string) (string, bool) {
		code, ok := map[string]string{"东四": "1003A", "天坛": "1004A"}[names[0]]
		return code, ok
	}}
	lines, problems, counts := decode(t, "", o, wideAll, wideExtra)
	// Label 0 of 1 January closes 31 December.
	equal(t, "samples", lines, []string{
		"air 1003A 2015-12-31T23:00 1h sent pm2_5=200",
		"air 1004A 2015-12-31T23:00 1h sent pm2_5=193",
		"air 1003A 2016-01-01T00:00 1h sent pm2_5=181 co=0.55",
		"air 1004A 2016-01-01T00:00 1h sent pm10=99 co=3.4",
		"air 1004A 2016-01-01T02:00 1h sent o3=88",
	})
	equal(t, "problems", problems, []string{
		`f1:6: value: pm10 of 东四 is "abc"`,
		`f1:7: columns: 4 columns, want 6`,
		`f1:8: time: date "20160101" hour "25" (want YYYYMMDD and 0 to 24)`,
	})
	if counts.Rows != 10 || counts.Samples != 5 || counts.Readings != 7 || counts.Rejected != 3 || counts.Skipped != 3 {
		t.Errorf("counts %+v", counts)
	}
}

func TestQuotsoft_OneFileAlone(t *testing.T) {
	lines, _, _ := decode(t, Quotsoft, Options{}, wideExtra)
	equal(t, "samples", lines, []string{
		"air 天坛 2016-01-01T00:00 1h sent co=3.4",
		"air 东四 2016-01-01T00:00 1h sent co=0.55",
		"air 天坛 2016-01-01T02:00 1h sent o3=88",
	})
}

func TestQuotsoft_ContradictionIsReported(t *testing.T) {
	_, problems, _ := decode(t, Quotsoft, Options{}, wideExtra, "date,hour,type,天坛\n20160101,1,CO,3.4\n20160101,3,O3,87\n")
	equal(t, "problems", problems, []string{`f2:3: repetition: o3 of 天坛 is "87" after 88`})
}

const waterTable = `抓取日期,年份,省份,断面名称,监测时间,水质类别,水温(℃),溶解氧(mg/L),氨氮(mg/L),总磷(mg/L),叶绿素α(mg/L),站点情况,原始值:水温(℃),原始值:溶解氧(mg/L),原始值:氨氮(mg/L),原始值:总磷(mg/L)
2020-05-08,2020,吉林省,白沙滩,05-08 15:00,Ⅱ,21.9,6.93,--,*,0.011,正常,21.92,6.934,极值过滤,
,2021,吉林省,白沙滩,04-01 12:00,Ⅱ,8.0,9.00,0.10,0.030,*,维护,,,,
2020-05-09,2020,山东省,大关桥,09-09 08:00,,--,5,--,--,--,停站,,,,
2020-05-09,2020,浙江省,大关桥,05-09 08:00,,--,6,--,--,--,正常,,,,
,2021,上海市,七效港西桥,*,*,--,--,--,--,*,维护,,,,
,2021,上海市,七效港西桥,13-01 08:00,Ⅱ,--,--,--,--,*,正常,,,,
,2021,上海市,七效港西桥,03-01 08:00,Ⅱ,很高,7,--,--,*,正常,,,,
,2021,上海市,七效港西桥,03-01 08:00,Ⅱ,1,7,--,--,*,爆炸,,,,
`

func TestWater4h_RawValuesStatesAndYears(t *testing.T) {
	lines, problems, counts := decode(t, "", Options{}, waterTable)
	equal(t, "samples", lines, []string{
		"water 白沙滩 2020-05-08T15:00 4h sent temp=21.92 do=6.934 chla=11",
		"water 白沙滩 2021-04-01T12:00 4h sent temp=8M do=9M nh3n=0.1M tp=0.03M",
		// A sample later than the crawl is last year's, of a station that stopped.
		"water 大关桥 2019-09-09T08:00 4h sent do=5F",
		"water 浙江省大关桥 2020-05-09T08:00 4h sent do=6",
		"water 七效港西桥 2021-03-01T08:00 4h sent do=7",
	})
	equal(t, "problems", problems, []string{
		`f1:7: time: 年份 "2021" 监测时间 "13-01 08:00" (want 2020 and 05-08 15:00)`,
		`f1:8: value: temp is "很高"`,
		`f1:9: flag: 站点情况 is "爆炸" (have 正常, 维护, 停站, 不具备运行条件)`,
	})
	if counts.Rows != 8 || counts.Rejected != 3 || counts.Samples != 5 {
		t.Errorf("counts %+v", counts)
	}
}

func TestCNEMC_OzoneColumns(t *testing.T) {
	lines, problems, _ := decode(t, "", Options{}, `timepoint,stationcode,area,positionname,pm2_5,pm10,so2,no2,o3,o3_24h,o3_8h,o3_8h_24h,co
2018-02-20T07:00:00,2231A,白山市,喜丰,60,99,147,47,87,13,41,22,1.4
2018-02-20T07:00:00,1001A,北京市,万寿西宫,38,-;,3,17,84,—,37,37,NA
2026-04-15T15:00:00,1630A,,x,51,85,20,15,202,,1,1,0.5
2018-02-20T25:00:00,1630A,,x,51,85,20,15,202,,1,1,0.5
2018-02-20T07:00:00,,,x,51,85,20,15,202,,1,1,0.5
`)
	// HJ 633 vector of 白山 喜丰 at this hour: AQI 82, which 13 µg/m³ allows.
	equal(t, "samples", lines, []string{
		"air 2231A 2018-02-20T06:00 1h sent pm2_5=60 pm10=99 so2=147 no2=47 co=1.4 o3=13",
		"air 1001A 2018-02-20T06:00 1h sent pm2_5=38 so2=3 no2=17",
		"air 1630A 2026-04-15T14:00 1h sent pm2_5=51 pm10=85 so2=20 no2=15 co=0.5 o3=202",
	})
	equal(t, "problems", problems, []string{
		`f1:5: time: "2018-02-20T25:00:00" is not a time (want 2026-03-01T08:00, offset optional)`,
		`f1:6: station: column stationcode is empty`,
	})
}

func TestManual_LaboratoryAndAudited(t *testing.T) {
	lines, problems, _ := decode(t, "", Options{},
		"station,time,cod,bod5,mercury\nHJ-JY-01,2026-11-05T10:20,8,0.5L,<0.00002\nHJ-JY-01,2026-11-06,x,,\n",
		"station,time,source,interval,pm2_5,co\nJY001,2026-03-01 24:00,audited,,35.5,0.6\nJY001,2026-03-01T08:00Z,,4h,35,\nJY001,2026-03-01T08,guess,,35,\n")
	equal(t, "samples", lines, []string{
		"water HJ-JY-01 2026-11-05T10:20 sample lab cod=8 bod5=<0.5 mercury=<0.00002",
		"air JY001 2026-03-01T23:00 1h audited pm2_5=35.5 co=0.6",
		"air JY001 2026-03-01T12:00 4h sent pm2_5=35",
	})
	equal(t, "problems", problems, []string{
		`f1:3: value: cod is "x"`,
		`f2:4: source: unknown source "guess" (have computed, sent, lab, audited)`,
	})
}

func TestNative_Lines(t *testing.T) {
	lines, problems, _ := decode(t, "", Options{}, `{"station":"JY001","time":"2026-11-21T08:00:00+08:00","values":{"o3":88.0,"pm2_5":35.0,"so2":8.2,"no2":null},"flags":{"so2":"M","o3":"N"}}

{"station":"HJ-JY-01","time":"2026-11-21T08:00","values":{"ph":7.61,"do":9.12}}
{"station":"HJ-JY-01","time":"2026-11-05T10:20:00+08:00","method":"manual","values":{"cod":8,"bod5":"0.5L"}}
{"station":"JY001","time":"2026-11-21T08:00:00+08:00","values":{"pm2_5":35
{"station":"JY001","time":"2026-11-21T08:00:00+08:00","values":{"pm2_5":"NaN","pm99":1,"pm10":5,"ph":7},"flags":{"pm10":"Q"}}
{"station":"JY001","time":"now","values":{"pm2_5":1}}
{"time":"2026-11-21T08:00:00+08:00","values":{"pm2_5":1}}
`)
	equal(t, "samples", lines, []string{
		"air JY001 2026-11-21T07:00 1h sent pm2_5=35 so2=8.2M o3=88",
		"water HJ-JY-01 2026-11-21T08:00 4h sent ph=7.61 do=9.12",
		"water HJ-JY-01 2026-11-05T10:20 sample lab cod=8 bod5=<0.5",
		"water JY001 2026-11-21T08:00 4h sent ph=7",
	})
	slices.Sort(problems)
	equal(t, "problems", problems, []string{
		`f1:5: malformed: unexpected end of JSON input`,
		`f1:6: flag: pm10 has mark "Q" (have N F M S D C T B)`,
		`f1:6: parameter: "pm99"`,
		`f1:6: value: pm2_5 is "NaN"`,
		`f1:7: time: "now" is not a time (want 2026-03-01T08:00, offset optional)`,
		`f1:8: station: no station`,
	})
}

func TestNative_EndlessLineIsRejectedAndTheNextIsRead(t *testing.T) {
	lines, problems, _ := decode(t, Native, Options{},
		strings.Repeat("x", 1<<20)+"\n"+`{"station":"JY001","time":"2026-11-21T08:00","values":{"pm2_5":1}}`)
	equal(t, "problems", problems, []string{"f1:1: malformed: line of more than 65536 bytes"})
	if len(lines) != 1 {
		t.Errorf("samples %q, want the line after the long one", lines)
	}
}

func TestRead_GzipAndByteOrderMark(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = w.Write([]byte("\ufeff" + wideExtra))
	_ = w.Close()
	lines, _, _ := decode(t, "", Options{}, z.String())
	if len(lines) != 3 {
		t.Errorf("%d samples of a compressed file, want 3", len(lines))
	}
	_, err := Read("", []File{{"cut.gz", bytes.NewReader(z.Bytes()[:z.Len()-12])}}, Options{Zone: beijing},
		func(*measure.Sample) error { return nil })
	if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "cut.gz") {
		t.Errorf("truncated file: error %v, want an unexpected end naming cut.gz", err)
	}
}

func TestRead_FaultsOfWholeFiles(t *testing.T) {
	for name, c := range map[string]struct {
		format Format
		text   string
		want   string
	}{
		"unknown layout":  {"", "a,b,c\n1,2,3\n", "layout of history file not recognised"},
		"unknown format":  {"xlsx", "a\n", `unknown format "xlsx"`},
		"missing column":  {CNEMC, "timepoint,stationcode\n", `column "pm2_5" is missing`},
		"not wide":        {Quotsoft, "date,type\n", "header is not date,hour,type"},
		"no water column": {Water4h, "年份,省份\n", `column "断面名称" is missing`},
		"manual key":      {Manual, "station,time,pm99\n", `column "pm99" is no parameter`},
		"manual mixture":  {Manual, "station,time,pm10,ph\n", "air or water, not both"},
		"manual empty":    {Manual, "station,time,source\n", "no column of a parameter"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(c.format, []File{{"x.csv", strings.NewReader(c.text)}}, Options{Zone: beijing},
				func(*measure.Sample) error { return nil })
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	for _, f := range Formats {
		if _, err := Read(f, []File{{"empty", strings.NewReader("")}}, Options{Zone: beijing}, nil); err != nil {
			t.Errorf("empty %s file: %v", f, err)
		}
	}
}

func TestRead_ErrorOfTheTakerStops(t *testing.T) {
	full := errors.New("disk full")
	counts, err := Read("", []File{{"x", strings.NewReader(wideExtra)}}, Options{Zone: beijing},
		func(*measure.Sample) error { return full })
	if !errors.Is(err, full) || counts.Samples != 1 {
		t.Errorf("error %v after %d samples, want disk full after 1", err, counts.Samples)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{wideAll, wideExtra, waterTable, `{"station":"a","time":"2026-01-01","values":{"ph":"1L"}}`,
		"station,time,ph\na,2026-01-01,<7\n", "timepoint,stationcode,pm2_5,pm10,so2,no2,co,o3,o3_24h\n2018-02-20T07,1,1,1,1,1,1,1,1\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range append([]Format{""}, Formats...) {
			_, _ = Read(format, []File{{"fuzz", bytes.NewReader(data)}}, Options{Zone: beijing}, func(s *measure.Sample) error {
				if s.Station == "" || s.Medium == 0 || s.Interval == 0 || s.Source == 0 || len(s.Readings) == 0 {
					t.Fatalf("incomplete sample %+v", s)
				}
				for _, r := range s.Readings {
					if r.Parameter.Key() == "" || r.Parameter.Medium() != s.Medium {
						t.Fatalf("reading %+v in a sample of %s", r, s.Medium)
					}
				}
				return nil
			})
		}
	})
}

// A row ahead of the clock, or of no hour, is refused with its line in every layout; its
// neighbours are read. A stamp a tenth of the hour off is that of the hour.
func TestRead_TimesOfNoUse(t *testing.T) {
	o := Options{Now: time.Date(2026, 11, 22, 8, 0, 0, 0, beijing)}
	for _, c := range []struct {
		format Format
		text   string
		lines  []string
		wrong  []string // line and part of the reason
	}{
		{Manual, "station,time,pm2_5\nA,2026-11-22 08:00,1\nA,2026-11-22 09:00,2\nA,2026-11-22 05:30,3\nA,2026-11-22 05:05,4\n",
			[]string{"air A 2026-11-22T07:00 1h sent pm2_5=1", "air A 2026-11-22T04:00 1h sent pm2_5=4"},
			[]string{"f1:3: time: time 2026-11-22T09:00:00+08:00 is more than 10m0s ahead", "f1:4: time: time 2026-11-22T05:30:00+08:00 is more than a tenth of 1h off"}},
		{Manual, "station,time,do\nW,2026-11-22 05:30,9\nW,2027-11-22 05:30,9\n",
			[]string{"water W 2026-11-22T05:30 sample lab do=9"}, []string{"f1:3: time: time 2027-11-22"}},
		{Native, `{"station":"A","time":"2026-11-22T08:00:00+08:00","values":{"co":1}}` + "\n" + `{"station":"A","time":"2026-11-22T07:20:00+08:00","values":{"co":1}}` + "\n",
			[]string{"air A 2026-11-22T07:00 1h sent co=1"}, []string{"f1:2: time: "}},
		{Quotsoft, "date,hour,type,A\n20261122,8,SO2,5\n20261122,9,SO2,5\n",
			[]string{"air A 2026-11-22T07:00 1h sent so2=5"}, []string{"f1:3: time: "}},
	} {
		lines, problems, counts := decode(t, c.format, o, c.text)
		equal(t, string(c.format), lines, c.lines)
		if len(problems) != len(c.wrong) || counts.Rejected != len(c.wrong) {
			t.Errorf("%s: problems %q, counts %+v, want %q", c.format, problems, counts, c.wrong)
			continue
		}
		for i, want := range c.wrong {
			if !strings.HasPrefix(problems[i], want) {
				t.Errorf("%s: problem %q, want %q", c.format, problems[i], want)
			}
		}
	}
}
