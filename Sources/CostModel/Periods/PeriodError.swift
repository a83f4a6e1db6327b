/// Why a period could not be understood, in words for the person who typed it.
public enum PeriodError: Error, Hashable, Sendable {
  case severalPeriods([String])
  case notAMonth(String)
  case notADay(String)
  case notAPeriod(String)
  case notALength(String)
  case notAnInstant(String, option: String)
  case toWithoutFrom
  case empty(from: String, to: String?)
  case unknownTimeZone(String, nearest: String?)
}

extension PeriodError: CustomStringConvertible {
  /// What was given, what was expected, and what to do.
  public var description: String {
    switch self {
    case .severalPeriods(let options):
      return "\(options.joined(separator: " and ")) both name a period: give one of them"
    case .notAMonth(let text):
      return "--month '\(text)' is not a month: expected a year and month such as 2026-11, "
        + "'this' or 'last'"
    case .notADay(let text):
      return "--day '\(text)' is not a day: expected a date such as 2026-11-30, 'today' or "
        + "'yesterday'"
    case .notAPeriod(let text):
      return "'\(text)' is not a period: expected a month such as 2026-10, a day such as "
        + "2026-10-05, or days such as 2026-10-01..2026-10-15"
    case .notALength(let text):
      return "--last '\(text)' is not a length of time: expected a number and a unit, such as "
        + "24h, 7d, 4w or 3m"
    case .notAnInstant(let text, let option):
      return "\(option) '\(text)' is not a date or time: expected 2026-11-30 or "
        + "2026-11-30T12:00:00Z"
    case .toWithoutFrom:
      return "--to needs --from: expected for example --from 2026-11-01 --to 2026-12-01"
    case .empty(let from, let to):
      let end = to.map { "--to \($0)" } ?? "the end of today"
      return "--from \(from) is not before \(end): --to is exclusive, so one day is "
        + "--from 2026-11-30 --to 2026-12-01, or --day 2026-11-30"
    case .unknownTimeZone(let name, let nearest):
      let hint = nearest.map { ": did you mean '\($0)'?" } ?? ""
      return "--timezone '\(name)' is not a known time zone\(hint); expected UTC, a name such as "
        + "Europe/Berlin, or a distance such as +05:30"
    }
  }
}
