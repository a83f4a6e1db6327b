internal import Foundation

/// A running `meter serve` on a port of the system's choice.
public final class ServerProcess {
  /// The port on 127.0.0.1 at which it answers.
  public let port: UInt16
  /// The line in which it said so: in a pipe, a line of its log.
  public let announcement: String
  private let process: Process

  /// Starts the server and waits until it says where it listens.
  public init(ledger: String, arguments: [String] = []) throws {
    let words = ["serve", "--listen", "127.0.0.1:0", "--ledger", ledger] + arguments
    process = try prepare(Locations.program, words, folder: nil, environment: [:])
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try start(process)
    var line: [UInt8] = []
    while let byte = try pipe.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
      line.append(byte)
    }
    let text = String(decoding: line, as: UTF8.self)
    guard let range = text.firstRange(of: "http://127.0.0.1:"),
      let port = UInt16(text[range.upperBound...].prefix { $0.isNumber })
    else { throw ProgramTimeout(description: "the server did not start: \(text)") }
    self.port = port
    announcement = text
  }

  /// Asks the server to stop, and returns its status.
  public func stop(timeoutSeconds: Double = 30) throws -> Int32 {
    process.terminate()
    try waitForEnd(of: process, arguments: ["serve"], timeoutSeconds: timeoutSeconds)
    return process.terminationStatus
  }

  deinit { if process.isRunning { process.terminate() } }
}
