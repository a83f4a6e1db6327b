internal import CLinux

/// Tells the C library's allocator how this program uses memory.
enum Allocator {
  /// Batches of some megabytes come and go all the time: mapping and unmapping each of them costs a
  /// tenth of the ingest, and an arena per thread keeps the same memory several times.
  static func prepare() {
    _ = mallopt(M_ARENA_MAX, 2)
    _ = mallopt(M_MMAP_THRESHOLD, 32 << 20)
    _ = mallopt(M_TRIM_THRESHOLD, 64 << 20)
  }
}
