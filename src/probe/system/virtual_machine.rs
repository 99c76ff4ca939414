//! Which hypervisor made this machine.

/// Words in what the firmware calls its maker and product, and the hypervisor that writes them.
/// A maker that builds real machines too counts only with the product that it gives to virtual ones.
/// Source: the DMI table of systemd's `src/basic/virt.c`; Google's and Apple's own documentation.
const FIRMWARE: &[(&str, &str, &str)] = &[
    // Firmware's maker, firmware's product, hypervisor. An empty word matches all.
    ("", "KVM", "kvm"),
    ("", "OpenStack", "kvm"),
    ("", "KubeVirt", "kvm"),
    ("", "Google Compute Engine", "google-compute-engine"),
    ("DigitalOcean", "Droplet", "kvm"),
    ("Hetzner", "vServer", "kvm"),
    ("QEMU", "", "qemu"),
    ("VMware", "", "vmware"),
    ("", "VMware", "vmware"),
    ("innotek GmbH", "", "virtualbox"),
    ("", "VirtualBox", "virtualbox"),
    ("Microsoft Corporation", "Virtual Machine", "hyper-v"),
    ("Parallels", "", "parallels"),
    ("", "Parallels", "parallels"),
    ("Xen", "", "xen"),
    ("Bochs", "", "bochs"),
    ("", "BHYVE", "bhyve"),
    ("Apple Inc.", "Apple Virtualization", "apple"),
    // The model's name of a macOS guest.
    ("", "VirtualMac", "apple"),
    ("Firecracker", "", "firecracker"),
];

/// The hypervisor by what the firmware says. `None`: a real machine, or one that is not in the table.
pub(super) fn by_firmware(maker: &str, product: &str) -> Option<&'static str> {
    FIRMWARE
        .iter()
        .find(|(maker_word, product_word, _)| maker.contains(maker_word) && product.contains(product_word))
        .map(|(_, _, hypervisor)| *hypervisor)
}
