internal import CostModel
internal import Foundation

/// Checks a day's folder against its manifest.
///
/// Returns a line for each file that is missing, changed or not in the manifest; none if the folder
/// is whole. Throws if there is no manifest that can be read.
public func verifyExport(folder: String) throws -> [String] {
  let path = "\(folder)/\(ExportManifest.fileName)"
  let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
  let manifest = try JSONDecoder().decode(ExportManifest.self, from: bytes)
  var faults: [String] = []
  for file in manifest.files {
    guard !file.name.contains("/"), !file.name.hasPrefix("."),
      let content = FileManager.default.contents(atPath: "\(folder)/\(file.name)")
    else {
      faults.append("\(file.name): is missing")
      continue
    }
    if content.count != file.bytes {
      faults.append(
        "\(file.name): has \(counted(Int64(content.count), "byte")), expected \(file.bytes)")
    } else if sha256Hex(Array(content)) != file.sha256 {
      faults.append("\(file.name): differs from its SHA-256 in the manifest")
    }
  }
  let known = Set(manifest.files.map(\.name) + [ExportManifest.fileName])
  let present = try FileManager.default.contentsOfDirectory(atPath: folder)
  for name in present.sorted() where !known.contains(name) {
    faults.append("\(name): is not in the manifest")
  }
  return faults
}
