package pagesum

import (
	"unsafe"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
)

// SQLite's structures lie outside of Go's memory and hold functions as pointers, in
// the way of the Go code that its C was translated to.

// at reads an address of SQLite's.
func at[T any](address uintptr) *T { return (*T)(*(*unsafe.Pointer)(unsafe.Pointer(&address))) }

func bytesAt(address uintptr, n int) []byte { return unsafe.Slice(at[byte](address), n) }

func sizeOf[T any]() types.Size_t {
	var t T
	return types.Size_t(unsafe.Sizeof(t))
}

// pointer is what SQLite calls f by. f must be kept.
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// function is the reverse of pointer.
func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{p})) }

func opener(p uintptr) func(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32 {
	return function[func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32](p)
}

func closer(p uintptr) func(tls *libc.TLS, file uintptr) int32 {
	return function[func(*libc.TLS, uintptr) int32](p)
}

// transfer is xRead or xWrite.
func transfer(p uintptr) func(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
	return function[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](p)
}

func sizer(p uintptr) func(tls *libc.TLS, file, size uintptr) int32 {
	return function[func(*libc.TLS, uintptr, uintptr) int32](p)
}
