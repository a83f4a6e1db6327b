internal import Glibc

/// What the terminal can show.
enum Terminal {
  /// Whether a file descriptor (1 output, 2 errors) is a terminal that a person looks at.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal on standard output or errors; 80 where there is none.
  static var width: Int {
    for descriptor: Int32 in [1, 2] {
      var size = winsize()
      let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
      if isKnown && size.ws_col > 0 { return Int(size.ws_col) }
    }
    return 80
  }

  /// The style for a file descriptor: colours on a terminal only, and never against `NO_COLOR`.
  static func style(_ descriptor: Int32) -> TextStyle {
    let isRefused = !(environmentVariable("NO_COLOR") ?? "").isEmpty
    let isDumb = environmentVariable("TERM") == "dumb"
    return TextStyle(isEnabled: isTerminal(descriptor) && !isRefused && !isDumb)
  }
}

/// Bold and colours, or nothing at all.
struct TextStyle: Sendable {
  var isEnabled: Bool

  func bold(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func red(_ text: String) -> String { wrap(text, "31") }
  func green(_ text: String) -> String { wrap(text, "32") }

  private func wrap(_ text: String, _ code: String) -> String {
    isEnabled ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

/// A variable of the environment, if it is set.
func environmentVariable(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}
