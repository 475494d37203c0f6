// The packed module (header and WASM bytes, from tools/firmware) as two sections of the image, each a copy of it.
.section .twinmeter_module, "a"
.incbin MODULE_IMAGE
.section .twinmeter_module_copy, "a"
.incbin MODULE_IMAGE
