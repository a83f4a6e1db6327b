internal import Foundation

/// A running `meter serve` on a port of the system's choice.
public final class ServerProcess {
  /// The port on 127.0.0.1 at which it answers.
  public let port: UInt16
  /// The line in which it said so: in a pipe, a line of its log.
  public let announcement: String
  private let process: Process
  private let log: String

  /// Starts the server and waits until it says where it listens.
  ///
  /// - Parameters:
  ///   - launcher: a program and its arguments that start the server, such as `prlimit`.
  ///   - errors: the file for its log; one beside the ledger if nil.
  public init(
    ledger: String, arguments: [String] = [], launcher: [String] = [], errors: String? = nil
  ) throws {
    let words = ["serve", "--listen", "127.0.0.1:0", "--ledger", ledger] + arguments
    process =
      if let program = launcher.first {
        try prepare(
          program, launcher.dropFirst() + [Locations.program] + words, folder: nil,
          environment: [:])
      } else {
        try prepare(Locations.program, words, folder: nil, environment: [:])
      }
    let pipe = Pipe()
    process.standardOutput = pipe
    log = errors ?? ledger + ".log"
    try Data().write(to: URL(fileURLWithPath: log))
    process.standardError = FileHandle(forWritingAtPath: log)
    try start(process)
    var line: [UInt8] = []
    while let byte = try pipe.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
      line.append(byte)
    }
    let text = String(decoding: line, as: UTF8.self)
    guard let range = text.firstRange(of: "://127.0.0.1:"),
      let port = UInt16(text[range.upperBound...].prefix { $0.isNumber })
    else { throw ProgramTimeout(description: "the server did not start: \(text)") }
    self.port = port
    announcement = text
  }

  /// Asks the server to stop, and returns its status, which is 0.
  ///
  /// - Throws: `UncleanEnd` if it is another, or if a signal ended the server.
  @discardableResult public func stop() throws -> Int32 {
    if process.isRunning { process.terminate() }
    try waitForEnd(of: process, arguments: ["serve"])
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let kind = process.terminationReason == .exit ? "status" : "signal"
      let text = FileManager.default.contents(atPath: log) ?? Data()
      throw UncleanEnd(
        description: "the server ended with \(kind) \(process.terminationStatus); it logged:\n"
          + String(decoding: text.suffix(4000), as: UTF8.self))
    }
    return process.terminationStatus
  }

  /// The server's process id.
  public var processIdentifier: Int32 { process.processIdentifier }

  /// Ends the server as a crash would, at this instant.
  public func kill() throws {
    Foundation.kill(process.processIdentifier, SIGKILL)
    try waitForEnd(of: process, arguments: ["serve"])
  }

  /// Asks the server to read its files again.
  public func hangUp() { Foundation.kill(process.processIdentifier, SIGHUP) }

  /// The most memory that the server ever had, in bytes; nil where the system does not tell.
  public var peakMemoryBytes: Int? {
    let path = "/proc/\(process.processIdentifier)/status"
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    let line = lines.first { $0.hasPrefix("VmHWM:") }
    let digits = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return digits.map { $0 * 1024 }
  }

  deinit { if process.isRunning { process.terminate() } }
}

/// A server that did not stop as it should: how it ended, and what it said before.
public struct UncleanEnd: Error, CustomStringConvertible {
  public var description: String
}
