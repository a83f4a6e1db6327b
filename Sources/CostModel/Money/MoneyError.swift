/// Why a text is not an amount, or why an amount cannot be computed.
public struct MoneyError: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// The text is no decimal number.
    case notANumber
    /// The value needs more than 24 digits after the point; it is never rounded silently.
    case tooManyDigits
    /// The value does not fit: amounts reach 1.7 × 10¹⁴.
    case tooLarge
  }

  public var reason: Reason
  /// Where in the text reading stopped, in bytes; 0 for arithmetic.
  public var offset: Int
  /// What was being read or computed: the text itself, or the name of the figure.
  public var figure: String

  public init(_ reason: Reason, figure: String, offset: Int = 0) {
    self.reason = reason
    self.figure = figure
    self.offset = offset
  }
}

extension MoneyError: CustomStringConvertible {
  public var description: String {
    switch reason {
    case .notANumber:
      "\"\(figure)\" is not a decimal number (see character \(offset + 1))"
    case .tooManyDigits:
      "\(figure) needs more than \(Money.fractionDigits) digits after the point"
    case .tooLarge:
      "\(figure) does not fit: amounts reach 170 trillion"
    }
  }
}
