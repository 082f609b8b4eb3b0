export default function MemoryPage() { return null; }
