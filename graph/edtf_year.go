package graph

// edtfYear is a year of four digits, each a digit or X, or a longer one (Y…).
type edtfYear struct {
	digits   [4]byte // zero for a long year
	negative bool
	long     int64
}

func (y edtfYear) open() bool { return y.digits == [4]byte{'X', 'X', 'X', 'X'} }

func (y edtfYear) masked() bool { return y.numbers() > 1 }

// numbers counts what the digits match.
func (y edtfYear) numbers() int {
	n := 1
	for _, c := range y.digits {
		if c == 'X' {
			n *= 10
		}
	}
	return n
}

// readings counts the years that match. There is no year -0000: that is 0000.
func (y edtfYear) readings() int {
	n := y.numbers()
	if y.negative && y.at(n-1) == 0 {
		n--
	}
	return n
}

// at gives the i-th matching year, in the order of time.
func (y edtfYear) at(i int) int64 {
	if y.long != 0 {
		return y.long
	}
	if y.negative {
		i = y.numbers() - 1 - i
	}
	year, unit := int64(0), int64(1)
	for k := 3; k >= 0; k-- {
		digit := int64(y.digits[k] - '0')
		if y.digits[k] == 'X' {
			digit, i = int64(i%10), i/10
		}
		year += digit * unit
		unit *= 10
	}
	if y.negative {
		return -year
	}
	return year
}
