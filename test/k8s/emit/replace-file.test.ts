import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { replaceFile } from '../../../lib/k8s/emit/replace-file';

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-replace-'));
  file = path.join(folder, 'baseline.json');
});
afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('a file of somebody', () => {
  it('has its new text, its permissions, and nothing beside it', () => {
    fs.writeFileSync(file, 'old');
    fs.chmodSync(file, 0o640);
    // What a killed run left.
    fs.writeFileSync(path.join(folder, '.baseline.json.netpact-new'), 'half');
    replaceFile(file, 'new');
    expect([fs.readFileSync(file, 'utf8'), fs.statSync(file).mode & 0o777]).toEqual(['new', 0o640]);
    expect(fs.readdirSync(folder)).toEqual(['baseline.json']);
  });

  it('stays what it was on a full disk', () => {
    fs.writeFileSync(file, 'old');
    jest.spyOn(fs, 'writeFileSync').mockImplementationOnce(() => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    });
    expect(() => replaceFile(file, 'new')).toThrow('no space left on device');
    expect(fs.readFileSync(file, 'utf8')).toBe('old');
    expect(fs.readdirSync(folder)).toEqual(['baseline.json']);
  });

  it('is replaced where a link leads to, and the link stays', () => {
    fs.writeFileSync(file, 'old');
    const link = path.join(folder, 'link.json');
    fs.symlinkSync('baseline.json', link);
    replaceFile(link, 'new');
    expect([fs.readFileSync(file, 'utf8'), fs.lstatSync(link).isSymbolicLink()]).toEqual(['new', true]);
  });

  it('is written as it is where it is a device', () => {
    expect(() => replaceFile('/dev/null', 'new')).not.toThrow();
    expect(fs.statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});
