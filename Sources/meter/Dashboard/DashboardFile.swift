internal import CostModel
internal import TelemetryIngest

/// A file of `dashboards/web`, as the binary carries it.
struct DashboardFile: Sendable {
  /// The name within the folder, such as `app.js`.
  let name: String
  let text: StaticString

  /// All files, in the order of their names.
  static let all = dashboardFiles

  /// The page itself; every other file is one that it asks for.
  static let page = "index.html"

  var bytes: [UInt8] {
    // The literal lives as long as the program, and its length is its own.
    unsafe Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  var contentType: String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "application/octet-stream"
    }
  }
}
