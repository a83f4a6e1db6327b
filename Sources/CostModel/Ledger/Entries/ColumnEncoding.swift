/// How a column's values are laid down in a block. Raw values are stored, never renumbered.
enum ColumnEncoding: UInt8 {
  /// Every value is 0.
  case zero = 0
  /// Every value is the minimum.
  case constant = 1
  /// Version 1: the difference from the minimum, in as many bits as the largest needs.
  case packed = 2
  /// Version 1: the difference from the value before, less the smallest such difference.
  case delta = 3
  /// Version 1: numbers into a list of at most 256 distinct values.
  case dictionary = 4
  /// Runs of one value: the values, and the row at which each run begins.
  case runs = 5
  /// Numbers that tell how far a value lies from the least one, each 256 in the bits they need.
  case frames = 6
  /// A list of the distinct values, and frames of numbers into it.
  case list = 7
  /// A list of values for the numbers of the column before.
  case sameNumbers = 8

  /// Distinct values that a list of version 1 may hold.
  static let firstListLimit = 256
}
