// The packed module (header and WASM bytes, from tools/firmware) as a section of the image.
.section .twinmeter_module, "a"
.incbin MODULE_IMAGE
