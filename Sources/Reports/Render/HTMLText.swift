internal import CostModel
internal import Foundation

/// Makes HTML: what comes from outside passes through `escaped` or `name`, markup through `raw`.
struct HTMLText {
  private(set) var bytes: [UInt8] = []

  init() {}

  /// What another one has made.
  mutating func append(_ other: HTMLText) { bytes += other.bytes }

  /// Markup of our own.
  mutating func raw(_ markup: String) { bytes.append(contentsOf: markup.utf8) }

  /// Text, with everything escaped that could be markup.
  mutating func text(_ text: String) { raw(Self.escaped(text)) }

  /// A text from outside, kept from turning the text around it.
  mutating func isolated(_ text: String) { raw("<bdi>\(Self.escaped(text))</bdi>") }

  /// A name from outside, on one line; a long one is cut by the style, and shows whole on hover.
  mutating func name(_ name: String) {
    guard PlainText.width(name) > Self.nameWidthMax else { return isolated(name) }
    let text = Self.escaped(name)
    raw("<bdi class=\"long\" title=\"\(text)\">\(text)</bdi>")
  }

  /// Names of more columns than this may take several lines.
  private static let nameWidthMax = 32

  /// An element that holds text.
  mutating func element(_ tag: String, _ text: String) {
    raw("<\(tag)>\(Self.escaped(text))</\(tag.prefix { $0 != " " })>")
  }

  /// Text without control characters, safe in elements and in quoted attributes.
  static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      default: result.append(PlainText.isControl(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return String(result)
  }

  /// The source expression of a content security policy that allows exactly this inline text.
  static func policyHash(_ text: String) -> String {
    let digits = Array(sha256Hex(Array(text.utf8)).utf8)
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
      UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
    }
    return "'sha256-\(Data(bytes).base64EncodedString())'"
  }
}

/// A part of a whole as a percentage for drawing, with three digits, and never above 100.
func drawnPercentage(_ part: Money, of whole: Money) -> String {
  guard whole.units > 0, part.units > 0 else { return "0%" }
  // Shifted so that the product with 100,000 fits; drawing needs no more than five digits.
  let shift = max(0, 128 - whole.units.magnitude.leadingZeroBitCount - 100)
  let thousandths = (part.units >> shift) * 100_000 / max(1, whole.units >> shift)
  let bounded = min(thousandths, 100_000)
  return "\(bounded / 1_000).\(String(Int(bounded % 1_000) + 1_000).dropFirst())%"
}
