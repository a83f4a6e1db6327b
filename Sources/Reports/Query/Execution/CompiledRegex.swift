internal import CPCRE2

/// A regular expression, compiled once.
///
/// Unchecked, because the compiled code is not written to after `init`, as PCRE2 documents: threads
/// may share it as long as each has its own match data.
@safe final class CompiledRegex: @unchecked Sendable {
  private let code: OpaquePointer

  /// Compiles a pattern; the error says why not, and at which byte of the pattern.
  init(_ pattern: String) throws(RegexError) {
    if let offset = Self.lookAround(in: pattern) {
      throw RegexError(message: "look-around is not supported", offset: offset)
    }
    var errorNumber: Int32 = 0
    var errorOffset = 0
    let bytes = Array(pattern.utf8)
    let options = UInt32(PCRE2_UTF) | UInt32(PCRE2_NEVER_BACKSLASH_C)
    let compiled = unsafe pcre2_compile_8(
      bytes, bytes.count, options, &errorNumber, &errorOffset, nil)
    guard let compiled = unsafe compiled else {
      throw RegexError(message: Self.message(errorNumber), offset: errorOffset)
    }
    unsafe code = compiled
  }

  deinit { unsafe pcre2_code_free_8(code) }

  func occurs(in text: String, stepsMax: UInt32) throws(RegexLimitError) -> Bool {
    try match(Array(text.utf8), from: 0, stepsMax: stepsMax) != nil
  }

  /// The first match at or after an offset: the ranges of the whole and of each group; nil for a
  /// group that took no part.
  func match(
    _ bytes: [UInt8], from start: Int, stepsMax: UInt32
  ) throws(RegexLimitError) -> [Range<Int>?]? {
    guard let data = unsafe pcre2_match_data_create_from_pattern_8(code, nil),
      let context = unsafe pcre2_match_context_create_8(nil)
    else { throw RegexLimitError() }
    defer {
      unsafe pcre2_match_data_free_8(data)
      unsafe pcre2_match_context_free_8(context)
    }
    _ = unsafe pcre2_set_match_limit_8(context, stepsMax)
    _ = unsafe pcre2_set_depth_limit_8(context, 1_000)
    _ = unsafe pcre2_set_heap_limit_8(context, 20_000)
    // The text is a Swift string, so it is valid UTF-8.
    let result = unsafe pcre2_match_8(
      code, bytes, bytes.count, start, UInt32(PCRE2_NO_UTF_CHECK), data, context)
    if result == PCRE2_ERROR_NOMATCH { return nil }
    guard result >= 0, let offsets = unsafe pcre2_get_ovector_pointer_8(data) else {
      throw RegexLimitError()
    }
    return (0..<Int(unsafe pcre2_get_ovector_count_8(data))).map { group in
      let (lower, upper) = unsafe (offsets[2 * group], offsets[2 * group + 1])
      return lower <= upper && upper <= bytes.count ? lower..<upper : nil
    }
  }

  /// Groups in parentheses that capture.
  var groupCount: Int {
    var count: UInt32 = 0
    _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
    return Int(count)
  }

  /// The numbers of named groups, by name, in the order of the groups.
  var groupNames: [(name: String, group: Int)] {
    var (count, size): (UInt32, UInt32) = (0, 0)
    var table: UnsafePointer<UInt8>?
    _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
    _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
    _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    guard let table = unsafe table else { return [] }
    var names: [(name: String, group: Int)] = []
    for entry in 0..<Int(count) {
      // Two bytes of number, then the name up to a zero.
      let start = unsafe table + entry * Int(size)
      let group = unsafe Int(start[0]) << 8 | Int(start[1])
      names.append((unsafe String(cString: start + 2), group))
    }
    return names.sorted { $0.group < $1.group }
  }

  private static func message(_ number: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = unsafe pcre2_get_error_message_8(number, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
  }

  /// Where a pattern looks ahead or behind, outside of classes and escapes.
  private static func lookAround(in pattern: String) -> Int? {
    let bytes = Array(pattern.utf8)
    var index = 0
    var isInClass = false
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "(") where !isInClass:
        let rest = bytes[index...].prefix(4).map { $0 }
        let openings = ["(?=", "(?!", "(?<=", "(?<!", "(*"]
        if openings.contains(where: { rest.starts(with: Array($0.utf8)) }) { return index }
      default: break
      }
      index += 1
    }
    return nil
  }
}
