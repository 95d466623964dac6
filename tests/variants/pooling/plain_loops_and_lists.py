"""Nested loops over plain lists; results are lists of lists."""


def max_pool2d(x, size, stride=None, padding=0):
    x = np.array(x, dtype=float).tolist()
    kh, kw = pair(size)
    sh, sw = pair(stride) if stride is not None else (kh, kw)
    ph, pw = pair(padding)
    if kh < 1 or kw < 1 or sh < 1 or sw < 1 or ph < 0 or pw < 0 or ph >= kh or pw >= kw:
        raise ValueError("impossible settings")
    result = []
    for image in x:
        h, w, channels = len(image), len(image[0]), len(image[0][0])
        if kh > h + 2 * ph or kw > w + 2 * pw:
            raise ValueError("window too large")
        rows = []
        for top in range(-ph, h + ph - kh + 1, sh):
            row = []
            for left in range(-pw, w + pw - kw + 1, sw):
                row.append(
                    [
                        max(
                            image[i][j][c]
                            for i in range(max(top, 0), min(top + kh, h))
                            for j in range(max(left, 0), min(left + kw, w))
                        )
                        for c in range(channels)
                    ]
                )
            rows.append(row)
        result.append(rows)
    return result


def max_pool2d_backward(dy, x, size, stride=None, padding=0):
    x = np.array(x, dtype=float)
    kh, kw = pair(size)
    sh, sw = pair(stride) if stride is not None else (kh, kw)
    ph, pw = pair(padding)
    batch, h, w, channels = x.shape
    dx = [[[[0.0] * channels for _ in range(w)] for _ in range(h)] for _ in range(batch)]
    dy = np.array(dy, dtype=float).tolist()
    for n in range(batch):
        for a in range(len(dy[0])):
            for b in range(len(dy[0][0])):
                for c in range(channels):
                    best, where = None, None
                    for i in range(a * sh - ph, a * sh - ph + kh):
                        for j in range(b * sw - pw, b * sw - pw + kw):
                            if 0 <= i < h and 0 <= j < w and (best is None or x[n, i, j, c] > best):
                                best, where = x[n, i, j, c], (i, j)
                    dx[n][where[0]][where[1]][c] += dy[n][a][b][c]
    return dx


def global_avg_pool(x):
    return [
        [
            sum(float(row[j][c]) for row in image for j in range(len(row))) / (len(image) * len(image[0]))
            for c in range(len(image[0][0]))
        ]
        for image in x
    ]


def confusion_matrix(labels, answers, classes=10):
    table = [[0] * classes for _ in range(classes)]
    for label, answer in zip(labels, answers):
        table[int(label)][int(answer)] += 1
    return table


def scores(confusion):
    k = len(confusion)
    total = sum(sum(float(v) for v in row) for row in confusion)
    p, r, f = [], [], []
    for c in range(k):
        true_positive = float(confusion[c][c])
        column = sum(float(confusion[i][c]) for i in range(k))
        row = sum(float(v) for v in confusion[c])
        p.append(true_positive / column if column else 0)
        r.append(true_positive / row if row else 0)
        f.append(2 * true_positive / (column + row) if column + row else 0)
    return {
        "accuracy": sum(float(confusion[c][c]) for c in range(k)) / total,
        "precision": sum(p) / k,
        "recall": sum(r) / k,
        "f1": sum(f) / k,
    }
