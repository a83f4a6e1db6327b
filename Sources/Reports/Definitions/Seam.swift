internal import CostModel
extension LedgerReader { func tenantRegistry() throws -> TenantRegistry { TenantRegistry() } }
