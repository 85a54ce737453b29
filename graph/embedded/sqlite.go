package embedded

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"

	"modernc.org/sqlite"
)

// conn is one SQLite connection with its prepared statements. It is used by one
// goroutine at a time.
type conn struct {
	raw   driver.Conn
	stmts map[string][]*stmt // idle statements by their text
	where string             // the store's name in messages
	given *stmt              // runs by itself
	late  chan error         // of the statement that runs by itself; nil where none does
}

// stmt is what the driver's prepared statements can do.
type stmt struct {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	text string
}

// Close releases the statement; the embedded interfaces do not agree on it.
func (s *stmt) close() error { return s.Stmt.Close() }

func openConn(dsn, where string) (*conn, error) {
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, failure(where, err)
	}
	raw, err := connector.Connect(context.Background())
	if err != nil {
		return nil, failure(where, err)
	}
	return &conn{raw: raw, stmts: map[string][]*stmt{}, where: where}, nil
}

func (c *conn) close() error {
	errs := []error{c.wait()}
	for _, idle := range c.stmts {
		for _, s := range idle {
			errs = append(errs, s.close())
		}
	}
	if c.raw != nil {
		errs = append(errs, c.raw.Close())
	}
	return errors.Join(errs...)
}

// take gives a statement that nobody else uses, so that a query may run inside
// the rows of another one with the same text.
func (c *conn) take(ctx context.Context, text string) (*stmt, error) {
	if err := c.wait(); err != nil {
		return nil, err
	}
	if c.raw == nil {
		return nil, errUnopened
	}
	if idle := c.stmts[text]; len(idle) > 0 {
		s := idle[len(idle)-1]
		c.stmts[text] = idle[:len(idle)-1]
		return s, nil
	}
	prepared, err := c.raw.(driver.ConnPrepareContext).PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return &stmt{prepared, prepared.(driver.StmtExecContext), prepared.(driver.StmtQueryContext), text}, nil
}

func (c *conn) give(s *stmt) { c.stmts[s.text] = append(c.stmts[s.text], s) }

// exec runs a statement that gives no rows. Arguments are int64, string, []byte or nil.
func (c *conn) exec(text string, args ...driver.Value) error {
	return c.execContext(context.Background(), text, args...)
}

func (c *conn) execContext(ctx context.Context, text string, args ...driver.Value) error {
	s, err := c.take(ctx, text)
	if err != nil {
		return failure(c.where, err)
	}
	_, err = s.ExecContext(ctx, named(args))
	c.give(s)
	return failure(c.where, err)
}

// execLater runs a statement while its caller goes on. The next use of the
// connection waits for it and is told its error. Bytes in args must stay as they
// are until then.
func (c *conn) execLater(text string, args []driver.Value) error {
	s, err := c.take(context.Background(), text)
	if err != nil {
		return failure(c.where, err)
	}
	late, values := make(chan error, 1), named(args)
	c.late = late
	go func() {
		_, err := s.ExecContext(context.Background(), values)
		late <- err
	}()
	c.given = s
	return nil
}

// wait ends the statement that runs by itself, if one does.
func (c *conn) wait() error {
	if c.late == nil {
		return nil
	}
	err := <-c.late
	c.late = nil
	c.give(c.given)
	return failure(c.where, err)
}

// each runs a query and shows its rows to visit, which must not keep the slice;
// what is in it may be kept. errStop from visit ends the rows without an error.
// ctx is looked at every now and then. errNoRows without a connection.
func (c *conn) each(ctx context.Context, text string, visit func(row []driver.Value) error, args ...driver.Value) error {
	return c.eachUntil(ctx, context.WithoutCancel(ctx), text, visit, args...)
}

// eachUntil is each for a query that may take long before its first row: until then,
// the end of first stops it, and whatever else runs on the connection.
func (c *conn) eachUntil(ctx, first context.Context, text string, visit func(row []driver.Value) error, args ...driver.Value) error {
	if c == nil {
		return errNoRows
	}
	s, err := c.take(ctx, text)
	if err != nil {
		return failure(c.where, err)
	}
	rows, err := s.QueryContext(first, named(args))
	if err != nil {
		c.give(s)
		return failure(c.where, err)
	}
	err = c.visitRows(ctx, rows, visit)
	if closeErr := rows.Close(); err == nil {
		err = failure(c.where, closeErr)
	}
	c.give(s)
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

var (
	errStop     = errors.New("enough rows")
	errNoRows   = errors.New("there is no connection to read rows by") // see look
	errUnopened = errors.New("the data file could not be opened again after a load")
	errStopped  = errors.New("the reader of the rows has enough")
)

func (c *conn) visitRows(ctx context.Context, rows driver.Rows, visit func([]driver.Value) error) error {
	row := make([]driver.Value, len(rows.Columns()))
	for n := 1; ; n++ {
		switch err := rows.Next(row); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return failure(c.where, err)
		}
		if n%256 == 0 {
			if err := inTime(ctx); err != nil {
				return err
			}
		}
		if err := visit(row); err != nil {
			return err
		}
	}
}

// one gives the first column of the first row; nil where there is none.
func (c *conn) one(text string, args ...driver.Value) (v driver.Value, err error) {
	err = c.each(context.Background(), text, func(row []driver.Value) error {
		v = row[0]
		return errStop
	}, args...)
	return v, err
}

// integer is one for a whole number; 0 where there is no row or NULL.
func (c *conn) integer(text string, args ...driver.Value) (int64, error) {
	v, err := c.one(text, args...)
	n, _ := v.(int64)
	return n, err
}

func named(args []driver.Value) []driver.NamedValue {
	out := make([]driver.NamedValue, len(args))
	for i, v := range args {
		out[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return out
}

// str reads a TEXT column; the driver gives "" for NULL too.
func str(v driver.Value) string { s, _ := v.(string); return s }

// num reads an INTEGER column.
func num(v driver.Value) int64 { n, _ := v.(int64); return n }

// blob reads a BLOB column.
func blob(v driver.Value) []byte { b, _ := v.([]byte); return b }
