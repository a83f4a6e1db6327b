/// What the shell is told when the program ends.
enum ExitStatus: Int32, Sendable {
  /// The command did what was asked.
  case done = 0
  /// The command ran and found a fault in data, or could not complete.
  case failed = 1
  /// The command line or the configuration is wrong; nothing was done.
  case wrongUsage = 2
}
