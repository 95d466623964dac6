"""What a submitted model may consist of: Keras' own objects, by name and by the module that its files name.

A list of what is allowed, since a list of what is dangerous is never complete. Left out on purpose: Lambda and all that
runs code (TFSMLayer, JaxLayer, TorchModuleWrapper), and layers that read files (TextVectorization, StringLookup).
A layer that an assignment needs and that computes numbers from numbers can be added.
"""


def _words(text: str) -> set[str]:
    return set(text.split())


MODELS = {"Sequential", "Functional", "Model"}
MODEL_MODULES = {"keras", "keras.models", "keras.src.models.functional", "keras.src.models.sequential"}

LAYERS = _words("""
    InputLayer Dense EinsumDense Embedding Identity Masking Flatten Reshape Permute RepeatVector
    Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose
    DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D
    MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    Activation ReLU LeakyReLU PReLU ELU Softmax
    BatchNormalization LayerNormalization GroupNormalization UnitNormalization RMSNormalization Normalization
    Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianDropout GaussianNoise ActivityRegularization
    Cropping1D Cropping2D Cropping3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
    UpSampling1D UpSampling2D UpSampling3D
    Add Average Concatenate Dot Maximum Minimum Multiply Subtract
    Rescaling Resizing CenterCrop
    RandomBrightness RandomContrast RandomCrop RandomFlip RandomRotation RandomTranslation RandomZoom
""")

# what stands between layers: x + y, keras.ops.mean(x, axis=(1, 2)), x[:, 1:]
OPERATIONS = {
    "keras.src.ops.numpy": _words("""
        Add Subtract Multiply TrueDivide Divide Negative Absolute Abs Maximum Minimum Power Square Sqrt Exp Log Tanh
        Clip Mean Sum Max Min Matmul Concatenate Stack Split Reshape Ravel Transpose Moveaxis ExpandDims Squeeze
        GetItem Pad
    """),
    "keras.src.ops.nn": _words("""
        Relu Relu6 LeakyRelu Elu Selu Gelu Sigmoid Silu HardSigmoid HardSilu Softmax LogSoftmax Softplus Softsign
        MaxPool AveragePool Normalize
    """),
    "keras.src.ops.core": {"Cast"},
    "keras.src.activations.activations": {"ReLU"},  # keras.activations.relu(x)
}

DETAILS = {
    "keras.initializers": _words("""
        Zeros Ones Constant GlorotNormal GlorotUniform HeNormal HeUniform LecunNormal LecunUniform
        RandomNormal RandomUniform TruncatedNormal VarianceScaling Orthogonal OrthogonalInitializer Identity
        IdentityInitializer
    """),
    "keras.regularizers": {"L1", "L2", "L1L2", "OrthogonalRegularizer"},
    "keras.constraints": {"MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"},
    "keras": {"DTypePolicy"},
}

# what the arguments of a layer's call may be
ARGUMENTS = {"__keras_tensor__", "__slice__", "__ellipsis__"}

TYPES = _words("float16 bfloat16 float32 float64 mixed_float16 mixed_bfloat16 uint8 int32 int64 bool")

ACTIVATIONS = _words("""
    linear relu relu6 leaky_relu elu selu gelu celu sigmoid hard_sigmoid silu swish hard_silu hard_swish
    softmax log_softmax softplus softsign tanh hard_tanh exponential mish
""")


def _modules() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    named = [("keras.layers", LAYERS), *((module, MODELS) for module in MODEL_MODULES)]
    for module, names in [*named, *OPERATIONS.items(), *DETAILS.items()]:
        for name in names:
            found.setdefault(name, set()).add(module)
    return {**found, **dict.fromkeys(ARGUMENTS, set())}


MODULES = _modules()  # class -> the modules that a file may name with it
