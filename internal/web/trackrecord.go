package web

import (
	"context"
	"fmt"
	"net/http"

	"lanbi/internal/forecast"
)

// TrackRecord is how good the forecasts were: Issued those really issued, Hindcast
// what the method would have said in past years (回算) of good air days and of the
// classes of sections, which are kept apart.
type TrackRecord struct {
	Issued        forecast.TrackRecord `json:"issued"`
	Hindcast      forecast.Score       `json:"hindcast"`
	HindcastWater forecast.Score       `json:"hindcast_water"`
}

func (s *Server) trackRecord(r *http.Request) (any, error) {
	if err := queryOf(r).err(); err != nil {
		return nil, err
	}
	if s.o.Reads.TrackRecord == nil {
		return TrackRecord{}, nil
	}
	record, err := s.o.Reads.TrackRecord(r.Context(), true)
	if err != nil {
		return nil, fmt.Errorf("read track record: %w", err)
	}
	return record, nil
}

// recordView is the track record as the page shows it.
type recordView struct {
	Issued string
	Bands  []bandView
	Again  []againView
}

// againView is a hindcast.
type againView struct {
	Title, Text string
	Bands       []bandView
}

// bandView is how often forecasts of one band came true.
type bandView struct {
	Said, Came string
	N          int
}

// tooFew is how many decided forecasts a record needs before a score says anything:
// one year's days of issue are nearly one and the same forecast.
const tooFew = 12

func (s *Server) addTrackRecord(ctx context.Context, view *pageView) error {
	if s.o.Reads.TrackRecord == nil {
		return nil
	}
	record, err := s.o.Reads.TrackRecord(ctx, false)
	switch {
	case err != nil:
		return err
	case record == nil:
		view.Record = &recordView{Issued: "正在计算，稍后刷新可见"}
	default:
		view.Record = s.recordViewOf(record)
	}
	return nil
}

func (s *Server) recordViewOf(record *TrackRecord) *recordView {
	issued := &record.Issued
	v := &recordView{Issued: fmt.Sprintf("已发布 %d 条，计 %d 日次（同一目标一日多次的以首次为准），已到期 %d 日次，未到期 %d 日次",
		issued.Issued, issued.Days, issued.N, issued.Open)}
	switch {
	case issued.N < tooFew:
		v.Issued += "；样本不足，暂不评价准确性"
	default:
		v.Issued += "；" + scoreText(&issued.Score)
		if issued.Certain > 0 {
			v.Issued += fmt.Sprintf("；其中 %d 日次由算术确定", issued.Certain)
		}
		v.Bands = bandsOf(&issued.Score)
	}
	v.Again = []againView{againViewOf("优良天数回算", &record.Hindcast), againViewOf("水质类别回算", &record.HindcastWater)}
	return v
}

func againViewOf(title string, s *forecast.Score) againView {
	if s.N < tooFew {
		return againView{Title: title, Text: "历史不足四年，无法逐年回算"}
	}
	return againView{title, fmt.Sprintf("以往各年每月 1 日（当年除外的其他年份作依据）共 %d 次，并未实际发布；", s.N) + scoreText(s), bandsOf(s)}
}

func scoreText(s *forecast.Score) string {
	if s.BrierClimatology == 0 {
		return fmt.Sprintf("布莱尔评分 %.3f（0 为全中）", s.Brier)
	}
	return fmt.Sprintf("布莱尔评分 %.3f（0 为全中，气候态 %.3f），比气候态%s", s.Brier, s.BrierClimatology, skillText(s.Skill))
}

func skillText(skill float64) string {
	if skill < 0 {
		return fmt.Sprintf("差 %.0f%%", -100*skill)
	}
	return fmt.Sprintf("好 %.0f%%", 100*skill)
}

func bandsOf(s *forecast.Score) []bandView {
	bands := make([]bandView, len(s.Reliability))
	for i, b := range s.Reliability {
		bands[i] = bandView{fmt.Sprintf("%.0f%%", 100*b.P), fmt.Sprintf("%.0f%%", 100*b.Freq), b.N}
	}
	return bands
}
