// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "core/block.h"
#include "core/transaction.h"
