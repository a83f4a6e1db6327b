internal import Glibc

/// A bar on standard error for work that takes over a second; silent where nobody looks.
struct ProgressBar {
  private let isVisible = Terminal.isTerminal(2)
  private let start = Clock.monotonicNanoseconds()
  private var lastDrawn: Int64 = 0
  private var isDrawn = false

  private static let firstDrawNanoseconds: Int64 = 1_000_000_000
  private static let intervalNanoseconds: Int64 = 100_000_000

  /// Shows that `done` of `total` bytes are done (`total` 0: unknown), with a note behind the bar.
  mutating func show(done: Int64, total: Int64, note: String) {
    guard isVisible else { return }
    let now = Clock.monotonicNanoseconds()
    guard now - start >= Self.firstDrawNanoseconds,
      now - lastDrawn >= Self.intervalNanoseconds
    else { return }
    lastDrawn = now
    isDrawn = true
    let line = Self.line(done: done, total: total, note: note)
    try? write(Array("\r\u{1B}[K\(line.prefix(max(Terminal.width - 1, 20)))".utf8), to: 2)
  }

  /// Removes the bar, so that what follows starts on a clean line.
  mutating func finish() {
    guard isDrawn else { return }
    isDrawn = false
    try? write(Array("\r\u{1B}[K".utf8), to: 2)
  }

  private static func line(done: Int64, total: Int64, note: String) -> String {
    guard total > 0 else { return note }
    let share = min(max(Double(done) / Double(total), 0), 1)
    let filled = Int(share * 30)
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    return "\(bar) \(Int(share * 100)) %  \(note)"
  }
}
