internal import CostModel
