
Î


service.name
s´


scope1¥*
claude_code.api_request2

event.name
api_request2
input_tokensd2
output_tokens2
model
claude-sonnet-4-52
	tenant.id
a2
duration_msô