public import Foundation

/// What a program did: its status and everything it printed.
public struct ProgramRun: Sendable {
  public var status: Int32
  public var output: [UInt8]
  public var errors: String

  /// The output as text.
  public var text: String { String(decoding: output, as: UTF8.self) }

  /// Whether a line of the output gives `count` for `name`, for example `billable   2  calls`.
  public func counts(_ name: String, _ count: Int) -> Bool {
    text.split(separator: "\n").contains { line in
      guard line.hasPrefix("\(name) ") else { return false }
      return line.dropFirst(name.count).split(separator: " ").first.map { Int($0) } == count
    }
  }
}

/// A program that did not end in time.
public struct ProgramTimeout: Error, CustomStringConvertible {
  public var description: String
}

/// Runs `meter` to its end.
public func runMeter(
  _ arguments: [String], input: [UInt8]? = nil, folder: String? = nil,
  environment: [String: String] = [:], timeoutSeconds: Double = patienceSeconds
) throws -> ProgramRun {
  try run(
    Locations.program, arguments, input: input, folder: folder, environment: environment,
    timeoutSeconds: timeoutSeconds)
}

/// Runs a program to its end, and kills it when it takes too long.
///
/// Output goes through files: a pipe that nobody empties would stop the program.
public func run(
  _ program: String, _ arguments: [String], input: [UInt8]? = nil, folder: String? = nil,
  environment: [String: String] = [:], timeoutSeconds: Double = patienceSeconds
) throws -> ProgramRun {
  try withTemporaryFolder { scratch in
    let process = try prepare(program, arguments, folder: folder, environment: environment)
    try scratch.write("input", input ?? [])
    try scratch.write("output", "")
    try scratch.write("errors", "")
    process.standardInput = FileHandle(forReadingAtPath: scratch.path("input"))
    process.standardOutput = FileHandle(forWritingAtPath: scratch.path("output"))
    process.standardError = FileHandle(forWritingAtPath: scratch.path("errors"))
    try start(process)
    try waitForEnd(of: process, arguments: arguments, timeoutSeconds: timeoutSeconds)
    return ProgramRun(
      status: process.terminationStatus, output: try scratch.read("output"),
      errors: String(decoding: try scratch.read("errors"), as: UTF8.self))
  }
}

/// A process that has not been started. Settings of the surroundings do not reach it.
public func prepare(
  _ program: String, _ arguments: [String], folder: String? = nil,
  environment: [String: String] = [:]
) throws -> Process {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  var variables = ProcessInfo.processInfo.environment
  for name in ["METER_LEDGER", "NO_COLOR"] { variables[name] = nil }
  process.environment = variables.merging(environment) { _, own in own }
  if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
  return process
}

/// Starts a process with no signal blocked.
///
/// Threads of the test runner block signals, and children inherit that: then nothing that ends its
/// own children by a signal (Python's pools do) would ever end.
public func start(_ process: Process) throws {
  var none = sigset_t()
  var former = sigset_t()
  unsafe sigemptyset(&none)
  unsafe pthread_sigmask(SIG_SETMASK, &none, &former)
  defer { unsafe pthread_sigmask(SIG_SETMASK, &former, nil) }
  try process.run()
}

/// Waits for the end of a process, and kills it after some time.
func waitForEnd(
  of process: Process, arguments: [String], timeoutSeconds: Double = patienceSeconds
) throws {
  let end = ProcessInfo.processInfo.systemUptime + timeoutSeconds
  while process.isRunning {
    if ProcessInfo.processInfo.systemUptime > end {
      kill(process.processIdentifier, SIGKILL)
      throw ProgramTimeout(
        description: "\(arguments.joined(separator: " ")) took over \(timeoutSeconds) s")
    }
    usleep(2_000)
  }
}
