// SPDX-License-Identifier: Apache-2.0
#include "core/transaction.h"

#include <gtest/gtest.h>

#include "core/block.h"
