package graph

import (
	"fmt"
	"math"
)

// Day counts days from 1970-01-01 in the proleptic Gregorian calendar, the
// calendar of ISO 8601-1:2019, with a year 0000 before 0001. It has no time of
// day and no time zone: the day is the one the text names.
type Day int32

// The ends of time. They are no days of their own: a bound that has one of
// these values is no bound.
const (
	DayMin Day = math.MinInt32 // unbounded towards the past
	DayMax Day = math.MaxInt32 // unbounded towards the future
)

// DayOf numbers a date of the proleptic Gregorian calendar, which must be a
// valid one: month 1–12, day 1 to the length of the month. Days that do not fit
// (years before about -5,877,000 or after about 5,881,000) give DayMin or DayMax.
func DayOf(year, month, day int) Day {
	y := min(max(int64(year), -edtfYearLimit), edtfYearLimit)
	n := edtfDayNumber(y, month, day)
	return Day(min(max(n, int64(DayMin)), int64(DayMax)))
}

// ParseDay reads "YYYY-MM-DD" and nothing else: a real date of the years 0000
// to 9999. Any error is an [ErrInvalid] whose message names what is wrong.
func ParseDay(s string) (Day, error) {
	year, month, day, ok := edtfSplitDay(s)
	if !ok {
		return 0, edtfDayError(s, "a day is written YYYY-MM-DD")
	}
	if month < 1 || month > 12 {
		return 0, edtfDayError(s, fmt.Sprintf("there is no month %02d", month))
	}
	if length := edtfMonthLength(int64(year), month); day < 1 || day > length {
		return 0, edtfDayError(s, fmt.Sprintf("there is no day %02d in a month of %d days", day, length))
	}
	return DayOf(year, month, day), nil
}

func edtfDayError(s, reason string) error {
	return &Error{Code: Invalid, Message: fmt.Sprintf("%s is not a date: %s", edtfQuote(s), reason)}
}

// String gives YYYY-MM-DD, and "" for DayMin and DayMax. Years beyond 0000–9999
// have a sign and at least five digits (the expanded representation of
// ISO 8601-1:2019, 5.2.2.3), which ParseDay does not read back.
func (d Day) String() string {
	if !d.Bounded() {
		return ""
	}
	year, month, day := edtfCivil(int64(d))
	if year < 0 || year > 9999 {
		return fmt.Sprintf("%+06d-%02d-%02d", year, month, day)
	}
	b := [10]byte{
		byte('0' + year/1000), byte('0' + year/100%10), byte('0' + year/10%10), byte('0' + year%10),
		'-', byte('0' + month/10), byte('0' + month%10),
		'-', byte('0' + day/10), byte('0' + day%10),
	}
	return string(b[:])
}

// Bounded says that d is a day, not one of the two ends of time.
func (d Day) Bounded() bool { return d != DayMin && d != DayMax }

// edtfDayNumber and edtfCivil are days_from_civil and civil_from_days of Howard
// Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March,
// so that the leap day is the last one, and repeat every 400 years (146,097 days).
func edtfDayNumber(year int64, month, day int) int64 {
	if month <= 2 {
		year--
	}
	era := edtfFloorDiv(year, 400)
	yearOfEra := year - era*400
	dayOfYear := int64((153*((month+9)%12)+2)/5 + day - 1)
	return era*146097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719468
}

func edtfCivil(n int64) (year int64, month, day int) {
	n += 719468
	era := edtfFloorDiv(n, 146097)
	dayOfEra := n - era*146097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	shifted := (5*dayOfYear + 2) / 153
	day = int(dayOfYear - (153*shifted+2)/5 + 1)
	month = int((shifted+2)%12 + 1)
	year = yearOfEra + era*400
	if month <= 2 {
		year++
	}
	return year, month, day
}

func edtfFloorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// edtfMonthLength is in days; month is 1–12.
func edtfMonthLength(year int64, month int) int {
	if month == 2 {
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 30 + (month+month/8)%2
}

// edtfSplitDay takes NNNN-NN-NN apart; whether the numbers are a date is not
// looked at.
func edtfSplitDay(s string) (year, month, day int, ok bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, 0, 0, false
	}
	for i := range len(s) {
		if i != 4 && i != 7 && !edtfDigit(s[i]) {
			return 0, 0, 0, false
		}
	}
	two := func(i int) int { return int(s[i]-'0')*10 + int(s[i+1]-'0') }
	return two(0)*100 + two(2), two(5), two(8), true
}

func edtfDigit(c byte) bool { return '0' <= c && c <= '9' }
