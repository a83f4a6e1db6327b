struct HTMLRenderer {
  init(_ table: ReportTable, options: RenderOptions) {}
  func render() -> [UInt8] { [] }
}
