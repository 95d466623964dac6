"""The classification networks of the lectures, one file a family.

Every file can be read by itself, from the paper's idea to its network. Importing this package imports no Keras; a
network's file is imported when the network is built:

    from convcourse.zoo import build
    model = build("ResNet-50", classes=10)
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

# name -> file, function, what tells it from its siblings
NETWORKS: dict[str, tuple[str, str, dict]] = {
    "TDNN": ("tdnn", "tdnn", {}),
    "LeNet-5": ("lenet", "lenet5", {}),
    "LeNet-5 (1998)": ("lenet", "lenet5_1998", {}),
    "AlexNet": ("alexnet", "alexnet", {"towers": 2}),
    "AlexNet (one tower)": ("alexnet", "alexnet", {"towers": 1}),
    "AlexNet (2014)": ("alexnet", "alexnet_2014", {}),
    "ZFNet": ("alexnet", "zfnet", {}),
    "NiN": ("nin", "nin", {}),
    "NiN (CIFAR-10)": ("nin", "nin_cifar", {}),
    "VGG11 (A)": ("vgg", "vgg", {"configuration": "A"}),
    "VGG11 (A-LRN)": ("vgg", "vgg", {"configuration": "A-LRN"}),
    "VGG13 (B)": ("vgg", "vgg", {"configuration": "B"}),
    "VGG16 (C)": ("vgg", "vgg", {"configuration": "C"}),
    "VGG16 (D)": ("vgg", "vgg", {"configuration": "D"}),
    "VGG19 (E)": ("vgg", "vgg", {"configuration": "E"}),
    "GoogLeNet": ("googlenet", "googlenet", {}),
    "GoogLeNet (batch norm)": ("googlenet", "googlenet_bn", {}),
    "ResNet-18": ("resnet", "resnet", {"depth": 18}),
    "ResNet-34": ("resnet", "resnet", {"depth": 34}),
    "ResNet-50": ("resnet", "resnet", {"depth": 50}),
    "ResNet-101": ("resnet", "resnet", {"depth": 101}),
    "ResNet-152": ("resnet", "resnet", {"depth": 152}),
    "ResNet-20 (CIFAR-10)": ("resnet", "resnet_cifar", {"depth": 20}),
    "ResNet-56 (CIFAR-10)": ("resnet", "resnet_cifar", {"depth": 56}),
    "ResNet-110 (CIFAR-10)": ("resnet", "resnet_cifar", {"depth": 110}),
    "Wide ResNet-50-2": ("wide_resnet", "wide_resnet50", {"width": 2}),
    "Wide ResNet-28-10 (CIFAR-10)": ("wide_resnet", "wide_resnet", {"depth": 28, "widen": 10}),
    "ResNeXt-50": ("resnext", "resnext", {"depth": 50}),
    "SE-ResNet-50": ("senet", "se_resnet", {"depth": 50}),
    "DenseNet-121": ("densenet", "densenet", {"depth": 121}),
    "DenseNet-169": ("densenet", "densenet", {"depth": 169}),
    "DenseNet-201": ("densenet", "densenet", {"depth": 201}),
    "Inception-v3": ("inception", "inception_v3", {}),
    "Inception-ResNet-v2": ("inception", "inception_resnet_v2", {}),
    "Xception": ("xception", "xception", {}),
    "SqueezeNet 1.0": ("squeezenet", "squeezenet", {"version": "1.0"}),
    "SqueezeNet 1.1": ("squeezenet", "squeezenet", {"version": "1.1"}),
    "MobileNet v1": ("mobilenet", "mobilenet", {}),
    "MobileNet v2": ("mobilenet", "mobilenet_v2", {}),
    "ShuffleNet v1": ("shufflenet", "shufflenet", {"groups": 3}),
    "ShuffleNet v2": ("shufflenet", "shufflenet_v2", {"size": 1.0}),
    "NASNet-Mobile": ("nasnet", "nasnet_mobile", {}),
    **{f"EfficientNet-B{size}": ("efficientnet", "efficientnet", {"variant": f"B{size}"}) for size in range(8)},
    "EfficientNet-Lite0": ("efficientnet", "efficientnet_lite0", {}),
}


def build(name: str, **arguments) -> "keras.Model":
    """The network called `name` in NETWORKS, with random weights.

    arguments  of the network's function, such as classes=10 or input_shape=(64, 64, 3)
    raises     ValueError for an unknown name
    """
    if name not in NETWORKS:
        raise ValueError(f"no network is called {name!r}; there are {', '.join(NETWORKS)}")
    file, function, fixed = NETWORKS[name]
    return getattr(import_module(f"convcourse.zoo.{file}"), function)(**fixed, **arguments)
