// Package forecast says how likely a yearly count of good air days (优良天数) is to be
// reached, keeps the track record of such forecasts (Hindcast, ScoreOf), and
// gives the concentrations that still save today (ControlDay).
// Water does the same for the yearly class of sections, Sources for the samples of
// drinking-water sources. Both have their own part below; the rest is on good air
// days. What was really issued is a Kept, scored by TrackRecordOf.
//
// # Question
//
// Known are a place's days of this year up to now, each good, exceeding or
// undetermined, and whole other years, of this place and, in a Panel, of others. Days
// that end undetermined are not good. Wanted is the distribution of the final number of
// good days. What arithmetic decides is decided first: a goal that is reached has
// probability 1, one that all remaining good days would not reach has 0.
//
// # Model
//
// In month m of year y, place p has exceeding days at a rate whose logit is
//
//	level and season of p  +  drift of p from the forecast year to y
//	+  common year y, month m  +  deviation of p in y  +  deviation of its month
//
// and every term but the common one is normal with mean 0, the season about that of
// all places. The drift is a straight line of unknown slope plus a random walk, zero in
// the forecast year; so near years tell more than far ones. Given the rate, the number
// of exceeding days of a month has the binomial's mean and c times its variance, with
// c = (1+ρ)/(1−ρ) for the lag-1 correlation ρ of days about their month's mean.
//
// Learned from all places' other years: the common season, ρ, the share of undetermined
// days; with ten places or more also the common year effects (least squares on place +
// year, for the whole year and for each month), their trend (a line through near years,
// its slope shrunk), which is carried on to the forecast year with its uncertainty, and
// how much places differ from year to year beyond chance (moments, shrunk to the usual
// spread): the spread of θ, in the language of a gamma–Poisson model. The other standard
// deviations are fixed, see Settings.
//
// The counts of a place enter as working responses at the mode of their months
// (penalised quasi-likelihood, three rounds), which makes everything linear: the other
// years give a normal distribution of the forecast year's twelve logits, and the months
// seen so far condition it. What the first months say about the rest thus follows from
// how well the normal is known and how much years deviate. The remaining days have the
// mean and variance that follow, plus undetermined days at the place's own rate (its
// other years, this year, and all places, weighing 200 days against this year's), and a
// beta-binomial distribution with these moments: its tails end at 0 and at the days
// left, and for rare days it is the negative binomial of a gamma factor.
//
// low and high of a hindcast are the 10 % and 90 % quantiles of the final number of
// good days, that is, they hold 80 %. Low and High of a Projection are a range of the
// probability: what it would be if the place's normal in this year lay at either end of
// its 80 % band, the rest of the spread left as it is. No random numbers are used
// anywhere.
//
// # What it may know
//
// A forecast for (place, year, day) uses the place's days of that year before the day
// and any place's days of other years, earlier or later. A test replaces every other
// row by noise and asks for equal forecasts. Years with fewer than 330 judged days are
// neither forecast nor learned from.
//
// # Track record
//
// Days of 2014 to 2016 in 98 Chinese cities with AQI ≤ 100 as good (98 × 3 years × 12
// days of issue; 90 more cities with two years are learned from), targets at the 25th,
// 50th and 75th percentile of the other two years, forecasts issued on the 1st of every
// month with that year left out. Climatology: independent days with the shrunk share
// of the month in the other years. Skill is 1 − Brier/Brier of climatology, pooled;
// its band holds 95 % of 1,000 draws of cities with replacement. The reliability error
// is the mean |probability − frequency| over ten bins, weighted, of the pooled
// forecasts.
//
//	                    Brier    skill  (band)              reliability error
//	this package        0.0685   +0.293 (+0.229 to +0.361)  0.023
//	climatology         0.0969    0
//	monthly Markov      0.0943   +0.028 (−0.025 to +0.083)  0.045
//	block bootstrap     0.0956   +0.013 (−0.021 to +0.050)  0.046
//	last year's rest    0.1371   −0.414 (−0.613 to −0.221)  0.137
//	on pace (序时进度)   0.2098   −1.164 (−1.406 to −0.938)  0.191
//
//	target   n      skill   reliability error
//	p25      3,528  0.331   0.030
//	p50      3,528  0.207   0.020
//	p75      3,528  0.342   0.025
//
//	probability  0.012  0.148  0.246  0.350  0.453  0.549  0.652  0.752  0.853  0.982
//	frequency    0.029  0.149  0.201  0.397  0.518  0.586  0.709  0.822  0.920  0.988
//	n            3,421    577    527    320    311    367    344    422    701  3,594
//
//	issued in    1     2     3     4     5     6     7     8     9    10    11    12
//	skill     0.52  0.37  0.27  0.35  0.34  0.19  0.08  0.05  0.05  0.10 −0.04  0.08
//
// The 80 % band of the final count held 77.8 %. Every city learning from itself alone,
// as a county does: skill 0.196 (0.149 to 0.242), reliability errors 0.043, 0.039 and
// 0.041. Clean cities are harder: targets of 310 days and more have skill 0.152 and a
// reliability error of 0.059 (n 3,468), of 340 and more 0.111 and 0.070 (n 1,776). At
// 310 that is nearly all the year 2015, which turned out better than the years about it
// let expect (mean probability 0.44, frequency 0.60; 0.06 and 0.06 in 2014, 0.93 and
// 0.95 in 2016).
//
// What these figures do not say: all cities share the same three years, so the band
// holds the chance of cities and not that of years, and a common shock moves every
// forecast of a year one way. Those years fell steeply and evenly (110, 86 and 69
// exceeding days a city), which rewards whoever carries a trend on. In made-up worlds
// without a trend (TestHindcast_MadeUpWorlds) the skill shrinks to 0.03 to 0.14 but
// stays above 0.
//
// # Settings
//
// The fixed standard deviations (usual) were found by coordinate descent on the Brier
// score over half of the cities, every second in the order of names, and scored on the
// other half: skill 0.306 after fitting on the one, 0.296 on the other, with near
// values from both. That was before the spread was learned and months had a trend of
// their own; the three numbers these brought (shock, monthSlope, alone) were chosen on
// all cities, by skill and by how much the 80 % band holds. Then all were rounded. For
// a place alone the trend is smaller than what these steep years would have asked for.
// With the settings as they are, each half learning from itself only scores 0.295
// (0.206 to 0.380) and 0.296 (0.184 to 0.393). No setting depends on a place.
//
// # Cost
//
// 339 places × 10 years, one target: 1.4 s on one core of a 2-core server, learning
// included; one county with ten years of history: 0.2 ms.
//
// Water and sources, on the same core: 4 sections of 24 items with ten years of history
// 4 to 14 ms, by the months left (BenchmarkWater).
//
// # Water
//
// A year's class follows from the means of its monthly values, item by item, and the
// worst item decides. What arithmetic decides comes first: a target is lost when even
// a rest of the year at 0 (oxygen: 20 mg/L, more than cool water dissolves) leaves an
// item above the goal in too many sections. Otherwise the rest is simulated. The
// logarithm of an item's month is
//
//	normal of the calendar month  +  deviation of the year  +  what is left
//
// all three taken from the history as it was. A simulated rest of a year has the
// deviation of one past year, and each of its months is a whole month of a past year,
// drawn each anew; year and month are the same for all items and sections, so that
// these stay as correlated as they were. Of the deviation that n months of this year
// show, ratio/(ratio + 1/n) is expected to stay, and that part of the drawn one is left
// out; the ratio is the variance of years over that of months, from all items together,
// shrunk to 0.3 as by four years. Both drawn parts are widened by n/(n−1) in variance
// for their mean being learned from the same n years.
//
// A month that a section does not have in the drawn year (ice, sampling every second
// month) stays empty, and a year with fewer months than a yearly mean needs has no
// class and does not meet the target. The month under way is its days so far and a
// drawn rest; a laboratory's value stands for its month. Items that were taken away
// are not judged, new ones go on as they were this year. The simulated year is judged
// by gb3838.ClassOf and the rounding of the basis, which a test holds against
// assess.WaterRecord.Year.
//
// The 40 × 200 draws come from the caller's seed. Each 200 mix the past years by other
// weights (the Bayesian bootstrap): P is the mean over all, and Low and High hold 80 %
// of the 40, so they show what few years leave open. P is never quite 0 or 1.
//
// There is no history of real sections of three years and more at hand, so the record
// is of made-up rivers near their limit (TestWater_MadeUpWorlds: two sections, two
// items, a season, years and months that deviate, 1,500 worlds each; reference: the
// share of past years that met the target):
//
//	history   skill after 1, 3, 6, 9, 11 months     reliability error
//	 3 years  0.25  0.46  0.58  0.72  0.80          0.014 to 0.042
//	 5 years  0.24  0.45  0.61  0.70  0.80          0.014 to 0.039
//	10 years  0.22  0.41  0.56  0.68  0.75          0.013 to 0.027
//
// With three years the ends are too sure by two or three percent: of the forecasts
// below 10 % 4 % came true, where 1 % was said. Rivers whose months hang together
// beyond the year's deviation, or that have a trend, will do worse.
//
// # Sources
//
// One failed sample fails a source, so a target of 100 % has no budget. A trial is a
// month of one source with samples. The chance of a failure has Jeffreys' prior, a beta
// distribution with ½ and ½; P is the predictive probability that no trial to come
// fails, for sources apart from each other. Low is what it is with the chance of a
// failure at its exact one-sided 95 % upper bound (Clopper and Pearson), for all
// sources together (Šidák), High with it at its lower bound. With no failure in n
// trials the bound is 1 − 0.05^(1/n), close to 3/n, the rule of three: it is said
// beside the probability, for all sources as one.
//
// # Sources of the method
//
// Brier, Monthly Weather Review 78 (1950): the score. Murphy, Journal of Applied
// Meteorology 12 (1973): reliability. Bayley and Hammersley, Supplement to the Journal
// of the Royal Statistical Society 8 (1946): effective number of correlated
// observations, the factor c. Breslow and Clayton, Journal of the American Statistical
// Association 88 (1993): penalised quasi-likelihood. Skellam, Journal of the Royal
// Statistical Society B 10 (1948): beta-binomial. Efron and Morris, Journal of the
// American Statistical Association 70 (1975): shrinking to what many places show.
// Rubin, Annals of Statistics 9 (1981): the Bayesian bootstrap. Efron, Annals of
// Statistics 7 (1979): drawing from what was seen. Clopper and Pearson, Biometrika 26
// (1934): exact bounds. Hanley and Lippman-Hand, Journal of the American Medical
// Association 249 (1983): the rule of three. Jeffreys, Proceedings of the Royal Society
// A 186 (1946): the prior. Šidák, Journal of the American Statistical Association 62
// (1967): several bounds at once. HJ 663, GB 3095 Table 4 and HJ 633 for the control
// values.
package forecast
