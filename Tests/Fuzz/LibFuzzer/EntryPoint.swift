import Foundation

/// The fuzzer that this binary runs: named by the build.
private let fuzzer: Fuzzer = {
  let name = ProcessInfo.processInfo.environment["METER_FUZZER"] ?? ""
  guard let found = Fuzzer.all.first(where: { $0.name == name }) else {
    fatalError("METER_FUZZER names none of \(Fuzzer.all.map(\.name))")
  }
  return found
}()

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  do {
    try fuzzer.run(bytes)
  } catch {
    fatalError("\(fuzzer.name): \(error)")
  }
  return 0
}
