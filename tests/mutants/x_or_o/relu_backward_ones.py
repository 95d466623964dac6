"""Returns its own slope and forgets to multiply by dy."""

LOSES = ["test_ReLU_backward", "test_learn_control", "test_learn_letters", "test_learn_well", "test_train_eight"]


class ReLU:
    def forward(self, x):
        x = np.asarray(x, dtype=float)
        self.positive = x > 0
        return np.where(self.positive, x, 0.0)

    def backward(self, dy):
        return np.where(self.positive, 1.0, 0.0)
