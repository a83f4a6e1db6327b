internal import Foundation
internal import Glibc

/// Writes bytes to standard output.
func writeOutput(_ bytes: [UInt8]) throws { try write(bytes, to: 1) }

/// Writes a line to standard output.
func writeOutput(_ text: String) throws { try write(Array((text + "\n").utf8), to: 1) }

/// Writes a line to standard error. Nothing can be told to anybody if that fails.
func writeError(_ text: String) { try? write(Array((text + "\n").utf8), to: 2) }

/// Writes all bytes to a file descriptor.
func write(_ bytes: [UInt8], to descriptor: Int32) throws {
  var start = 0
  while start < bytes.count {
    let count = unsafe bytes[start...].withUnsafeBytes { buffer in
      unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
    }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else {
      throw CommandFailure("cannot write the output: \(systemErrorText(errno))")
    }
    start += count
  }
}

/// Writes a whole file so that readers see either the old or the new one, never a half.
func writeFile(_ bytes: [UInt8], path: String) throws {
  do {
    try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
  } catch {
    throw CommandFailure(
      "cannot write \(path): \(error.localizedDescription); does the folder exist?")
  }
}

/// Reads a whole file.
func readFile(_ path: String) throws -> [UInt8] {
  guard let data = FileManager.default.contents(atPath: path) else {
    let reason = FileManager.default.fileExists(atPath: path)
      ? "it is a folder, or may not be read" : "there is no such file"
    throw CommandFailure("cannot read \(path): \(reason)")
  }
  return [UInt8](data)
}

/// The system's words for an error number.
func systemErrorText(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
