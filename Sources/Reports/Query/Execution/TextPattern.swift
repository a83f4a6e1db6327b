internal import CPCRE2

/// What `like` and `=~` look for.
enum TextPattern: Sendable {
  /// A part of the text, exactly.
  case part(String)
  case regex(CompiledRegex)

  /// Whether it occurs in the text; throws if the search takes more steps than it may.
  func occurs(in text: String, stepsMax: UInt32) throws(RegexLimitError) -> Bool {
    switch self {
    case .part(let part): contains(text, part)
    case .regex(let regex): try regex.occurs(in: text, stepsMax: stepsMax)
    }
  }
}

/// A match took more steps, or went deeper, than it may.
struct RegexLimitError: Error {}

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
    let data = unsafe pcre2_match_data_create_8(1, nil)
    let context = unsafe pcre2_match_context_create_8(nil)
    defer {
      unsafe pcre2_match_data_free_8(data)
      unsafe pcre2_match_context_free_8(context)
    }
    _ = unsafe pcre2_set_match_limit_8(context, stepsMax)
    _ = unsafe pcre2_set_depth_limit_8(context, 1_000)
    _ = unsafe pcre2_set_heap_limit_8(context, 20_000)
    let bytes = Array(text.utf8)
    // The text is a Swift string, so it is valid UTF-8.
    let result = unsafe pcre2_match_8(
      code, bytes, bytes.count, 0, UInt32(PCRE2_NO_UTF_CHECK), data, context)
    if result >= 0 { return true }
    if result == PCRE2_ERROR_NOMATCH { return false }
    throw RegexLimitError()
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

/// Why a text is no regular expression.
struct RegexError: Error {
  var message: String
  var offset: Int
}
