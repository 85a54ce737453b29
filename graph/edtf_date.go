package graph

import "iter"

// edtfRun is a run of days without a gap, both ends included.
type edtfRun struct{ lo, hi int64 }

// edtfPair is a month or day of two digits, each a digit or X. Zero: not given.
type edtfPair [2]byte

func (p edtfPair) matches(n int) bool {
	return (p[0] == 'X' || int(p[0]-'0') == n/10) && (p[1] == 'X' || int(p[1]-'0') == n%10)
}

// any says that every value of the calendar matches.
func (p edtfPair) any() bool { return p == edtfPair{} || p == edtfPair{'X', 'X'} }

func (p edtfPair) masked() bool { return p[0] == 'X' || p[1] == 'X' }

// value is meaningless where the pair is masked or not given.
func (p edtfPair) value() int { return int(p[0]-'0')*10 + int(p[1]-'0') }

// edtfDate is one date of EDTF, of day, month, season or year precision.
type edtfDate struct {
	year  edtfYear
	month edtfPair // 21–24 for a season
	day   edtfPair
}

func (d edtfDate) season() bool { return d.month[0] == '2' }

func (d edtfDate) masked() bool {
	return d.year.masked() || d.month.masked() || d.day.masked()
}

// inYear gives the runs of days of one year, in the order of time; neighbouring
// ones are not united. A season may reach into the next year.
func (d edtfDate) inYear(year int64, yield func(edtfRun) bool) {
	switch {
	case d.season() && d.month.value()%2 == 1:
		yield(edtfRun{edtfDayNumber(year, 3, 1), edtfDayNumber(year, 11, 30)})
		return
	case d.season():
		yield(edtfRun{edtfDayNumber(year, 6, 1), edtfDayNumber(year+1, 3, 1) - 1})
		return
	case d.month.any() && d.day.any():
		yield(edtfRun{edtfDayNumber(year, 1, 1), edtfDayNumber(year, 12, 31)})
		return
	}
	for month := 1; month <= 12; month++ {
		if (d.month.any() || d.month.matches(month)) && !d.inMonth(year, month, yield) {
			return
		}
	}
}

func (d edtfDate) inMonth(year int64, month int, yield func(edtfRun) bool) bool {
	first, length := edtfDayNumber(year, month, 1), edtfMonthLength(year, month)
	if d.day.any() {
		return yield(edtfRun{first, first + int64(length) - 1})
	}
	for day := 1; day <= length; day++ {
		n := first + int64(day) - 1
		if d.day.matches(day) && !yield(edtfRun{n, n}) {
			return false
		}
	}
	return true
}

// runs gives the readings of a date whose year is not open, in the order of
// time, as the longest runs of days without a gap.
func (d edtfDate) runs() iter.Seq[edtfRun] {
	return func(yield func(edtfRun) bool) {
		var last edtfRun
		any, more := false, true
		join := func(r edtfRun) bool {
			if any && r.lo <= last.hi+1 {
				last.hi = r.hi
				return true
			}
			if any {
				more = yield(last)
			}
			last, any = r, true
			return more
		}
		for i := 0; more && i < d.year.readings(); i++ {
			d.inYear(d.year.at(i), join)
		}
		if any && more {
			yield(last)
		}
	}
}

// hull gives the bounds of a date whose year is not open. ok is false when no
// reading is in the calendar. It takes one year at each end of the readings,
// or few more, not all of them.
func (d edtfDate) hull() (h edtfRun, ok bool) {
	n := d.year.readings()
	for i := 0; i < n && !ok; i++ {
		d.inYear(d.year.at(i), func(r edtfRun) bool {
			h, ok = r, true
			return false
		})
	}
	if !ok {
		return edtfRun{}, false
	}
	for i, found := n-1, false; !found; i-- {
		d.inYear(d.year.at(i), func(r edtfRun) bool {
			h.hi, found = r.hi, true
			return true
		})
	}
	return h, true
}

// exists says that some reading is in the calendar.
func (d edtfDate) exists() bool {
	if d.year.open() {
		d.year = edtfYear{digits: [4]byte{'2', '0', '0', '0'}} // a leap year: it has every day
	}
	_, ok := d.hull()
	return ok
}

// gapped says that there are days between the readings that are none.
func (d edtfDate) gapped() bool {
	if !d.masked() || d.year.open() {
		return false
	}
	n := 0
	for range d.runs() {
		if n++; n == 2 {
			return true
		}
	}
	return false
}
