// SPDX-License-Identifier: Apache-2.0
// The allocator of a node (docs/adr/0009).
#pragma once

namespace heng::node {

// Memory that was freed is given back to the system when nobody has wanted it for a tenth of a
// second. By default that is a quarter of it: a node would give back what one block took before it
// executes the next, and get it anew page by page. Call it first; without effect where a sanitizer
// brings its own allocator.
void KeepFreedMemory();

}  // namespace heng::node
